// The message digests of OpenSSL's libcrypto, which libssh loads anyway.
#ifndef SFTP_DOUBLE_CLIBCRYPTO_SHIM_H
#define SFTP_DOUBLE_CLIBCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
