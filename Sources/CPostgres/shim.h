/*
 * libpq for Swift. Debian keeps the header in a folder of its own, which pkg-config tells; where there is no
 * pkg-config it is found below /usr/include.
 */
#ifndef REKEY_CPOSTGRES_SHIM_H
#define REKEY_CPOSTGRES_SHIM_H

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

#endif
