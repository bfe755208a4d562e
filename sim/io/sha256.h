// The SHA-256 digest of a text, as 64 hexadecimal digits: names an input beyond doubt.
//
// Source: FIPS 180-4, sections 4.1.2 and 6.2. Our own, since the browser's engine has no OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace tenfold::io {

std::string sha256(std::string_view bytes);

}  // namespace tenfold::io
