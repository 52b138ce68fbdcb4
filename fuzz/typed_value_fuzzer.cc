// Any text of a cell is a date, month, number, sum or answer, or it is refused with a cure; a date that is read can be
// written and read again as the same day. libs: base
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/parse_value.h"

namespace {

template <typename Parsed>
void HasCure(const gq::Result<Parsed>& parsed) {
  if (!parsed && (parsed.error().message.empty() || parsed.error().hint.empty())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 256) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& date : {gq::ParseDate(text), gq::ParseDate(text, 1)}) {
    HasCure(date);
    if (!date) continue;
    const auto again = gq::ParseDate(date->ToString());
    if (!again || *again != *date || date->year() < 1900 || date->year() > 2200) std::abort();
  }
  HasCure(gq::ParseMonth(text));
  HasCure(gq::ParseInteger(text));
  HasCure(gq::ParseMoney(text));
  HasCure(gq::ParseBool(text));
  HasCure(gq::ParseSex(text));
  return 0;
}
