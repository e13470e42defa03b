#ifndef CODEGATE_H
#define CODEGATE_H

#ifndef CODEGATE_CDEF
#include <stddef.h>
#include <stdint.h>
#endif

@VERSION@

/// Precedes every function. Where the archive is linked on Windows, and not the DLL, define `CODEGATE_STATIC`.
#ifndef CODEGATE_API
#if defined(CODEGATE_CDEF)
#define CODEGATE_API
#elif defined(_WIN32) && !defined(CODEGATE_STATIC)
#define CODEGATE_API __declspec(dllimport)
#elif defined(__GNUC__) && !defined(_WIN32)
#define CODEGATE_API __attribute__((visibility("default")))
#else
#define CODEGATE_API
#endif
#endif

/// Precedes every function whose status must not be overlooked.
#ifndef CODEGATE_CHECK
#if defined(__GNUC__) && !defined(CODEGATE_CDEF)
#define CODEGATE_CHECK __attribute__((warn_unused_result))
#else
#define CODEGATE_CHECK
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif
