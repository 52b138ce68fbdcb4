#include "modules/subsidies/zones.h"

#include <unicode/timezone.h>

#include <algorithm>
#include <memory>

namespace gq::subsidies {

policy::ZoneResolver SystemZones() {
  return [](std::string_view name, std::int64_t local_seconds) -> std::optional<std::int32_t> {
    const icu::UnicodeString id =
        icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
    if (zone == nullptr || *zone == icu::TimeZone::getUnknown()) return std::nullopt;
    // Beyond these years the zone data says nothing new, and ICU's calendar arithmetic would overflow.
    constexpr std::int64_t kSecondsMax = 253'402'300'799;
    const double milliseconds = static_cast<double>(std::clamp(local_seconds, -kSecondsMax, kSecondsMax)) * 1000.0;
    std::int32_t raw = 0, saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone->getOffset(milliseconds, true, raw, saving, status);
    if (U_FAILURE(status)) return std::nullopt;
    return (raw + saving) / 1000;
  };
}

}  // namespace gq::subsidies
