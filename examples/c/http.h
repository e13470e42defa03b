// The least of HTTP/1.1 that a host on loopback needs: one POST over plain TCP.
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stdio.h>

// A response whose body comes chunk by chunk.
typedef struct http_response {
    FILE *stream;
    int status;
    char head[8192]; // the lines of its headers, each ended by a newline
    bool chunked;
    long left;   // bytes of the body or of its chunk; below 0 where it goes on to the end of the connection
    bool broken; // the connection ended before the body did
} http_response;

// Sends a request whose header lines end with `\r\n`; the response's body is not read yet. False if it cannot be sent.
bool http_post(const char *url, const char *headers, const char *body, size_t len, http_response *response);

// The value of a header, to the end of its line; NULL if it is not there. The name is in lower case.
const char *http_header(const http_response *response, const char *name);

// The next piece of the body; 0 at its end, and where it broke off.
size_t http_read(http_response *response, char *buffer, size_t size);

void http_close(http_response *response);

#endif
