// The encoding of a model's file. Internal to parse/.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gq::policy {

// The text as UTF-8, or as it is when the XML reader itself knows what it is (UTF-16, UTF-32, ISO-8859-1). GB18030, GBK
// and GB2312, as Chinese editors declare and write them, are converted. kBadModel with line and column when the bytes
// are not what the declaration says, or when it names anything else.
Result<std::string> Decoded(std::string_view bytes);

}  // namespace gq::policy
