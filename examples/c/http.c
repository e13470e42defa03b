#define _POSIX_C_SOURCE 200809L

#include "http.h"

#include <ctype.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static FILE *dial(const char *host, const char *port) {
    struct addrinfo *found = NULL, hints = {.ai_socktype = SOCK_STREAM};
    FILE *stream = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0) return NULL;
    for (struct addrinfo *at = found; at && !stream; at = at->ai_next) {
        int socket_ = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (socket_ < 0) continue;
        if (connect(socket_, at->ai_addr, at->ai_addrlen) == 0) stream = fdopen(socket_, "r+");
        if (!stream) close(socket_);
    }
    freeaddrinfo(found);
    return stream;
}

// Reads a line without its end; false at the end of the stream.
static bool read_line(FILE *stream, char *line, int size) {
    if (!fgets(line, size, stream)) return false;
    line[strcspn(line, "\r\n")] = 0;
    return true;
}

// Keeps the header lines, their names in lower case.
static bool read_head(http_response *r) {
    char line[2048];
    size_t used = 0;
    if (!read_line(r->stream, line, sizeof line) || sscanf(line, "HTTP/%*s %d", &r->status) != 1) return false;
    while (read_line(r->stream, line, sizeof line) && *line) {
        size_t len = strlen(line);
        if (used + len + 2 > sizeof r->head) return false;
        for (char *at = line; *at && *at != ':'; at++) *at = (char)tolower((unsigned char)*at);
        memcpy(r->head + used, line, len);
        used += len;
        r->head[used++] = '\n';
        r->head[used] = 0;
    }
    const char *length = http_header(r, "content-length");
    r->chunked = http_header(r, "transfer-encoding") != NULL;
    r->left = r->chunked ? 0 : length ? atol(length) : -1;
    return true;
}

bool http_post(const char *url, const char *headers, const char *body, size_t len, http_response *response) {
    char host[256] = "", port[16] = "80", path[1024] = "/";
    memset(response, 0, sizeof *response);
    if (sscanf(url, "http://%255[^:/]:%15[0-9]%1023s", host, port, path) < 2 &&
        sscanf(url, "http://%255[^:/]%1023s", host, path) < 1) {
        return false; // this example speaks plain http only
    }
    response->stream = dial(host, port);
    if (!response->stream) return false;
    fprintf(response->stream, "POST %s HTTP/1.1\r\nhost: %s:%s\r\nconnection: close\r\ncontent-length: %zu\r\n%s\r\n",
            path, host, port, len, headers);
    fwrite(body, 1, len, response->stream);
    fflush(response->stream);
    if (read_head(response)) return true;
    http_close(response);
    return false;
}

const char *http_header(const http_response *response, const char *name) {
    size_t len = strlen(name);
    for (const char *line = response->head; *line; line = strchr(line, '\n') + 1) {
        if (strncmp(line, name, len) == 0 && line[len] == ':') return line + len + 1 + strspn(line + len + 1, " ");
    }
    return NULL;
}

// Reads the length of the next chunk; false after the last one.
static bool next_chunk(http_response *response) {
    char line[64];
    bool there = read_line(response->stream, line, sizeof line);
    response->left = there ? strtol(line, NULL, 16) : 0;
    response->broken = !there;
    response->chunked = response->left > 0;
    return response->chunked;
}

size_t http_read(http_response *response, char *buffer, size_t size) {
    if (response->chunked && response->left == 0 && !next_chunk(response)) return 0;
    if (response->left == 0) return 0;
    bool known = response->left > 0;
    size_t wanted = known && (size_t)response->left < size ? (size_t)response->left : size;
    size_t len = fread(buffer, 1, wanted, response->stream);
    if (known) response->left -= (long)len;
    if (len < wanted) {
        response->broken = known || ferror(response->stream);
        response->left = 0;
        response->chunked = false;
    }
    char end[4];
    if (response->chunked && response->left == 0) read_line(response->stream, end, sizeof end);
    return len;
}

void http_close(http_response *response) {
    if (response->stream) fclose(response->stream);
    response->stream = NULL;
}
