#include "base/result.h"

namespace gq {

std::string Error::ToString() const {
  std::string text(kind->code);
  text += ": ";
  text += message;
  if (!hint.empty()) text += " (" + hint + ")";
  for (const auto& [key, value] : details) text += " [" + key + "=" + value + "]";
  return text;
}

}  // namespace gq
