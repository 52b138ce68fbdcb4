#include "kits/db/postgres_row.h"

#include <endian.h>

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace gq::db {

namespace {

// Big-endian signed integer of 1, 2, 4 or 8 octets.
std::int64_t ReadInteger(std::string_view raw) {
  std::uint64_t n = !raw.empty() && (raw[0] & 0x80) != 0 && raw.size() > 1 ? ~0ULL : 0;
  for (const char c : raw) n = (n << 8) | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(n);
}

double ReadDouble(std::string_view raw) {
  if (raw.size() == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(ReadInteger(raw)));
  return std::bit_cast<double>(static_cast<std::uint64_t>(ReadInteger(raw)));
}

bool IsInteger(Oid type) {
  return type == kInt8Type || type == kInt4Type || type == kInt2Type || type == kBoolType || type == 26;
}
bool IsFloat(Oid type) { return type == kFloat8Type || type == kFloat4Type; }

// numeric: count of digits to base 10,000, weight of the first, sign, decimals shown, digits.
std::string NumericText(std::string_view raw) {
  const auto part = [&](std::size_t i) { return static_cast<int>(ReadInteger(raw.substr(i * 2, 2))); };
  const int count = part(0), weight = part(1), sign = part(2) & 0xffff, scale = part(3);
  if (sign != 0 && sign != 0x4000) return sign == 0xc000 ? "NaN" : sign == 0xd000 ? "Infinity" : "-Infinity";
  const auto digit = [&](int i) { return i >= 0 && i < count ? part(static_cast<std::size_t>(4 + i)) : 0; };
  char text[8];
  std::string out = sign == 0x4000 ? "-" : "";
  if (weight < 0) out += '0';
  for (int i = 0; i <= weight; ++i) {
    std::snprintf(text, sizeof text, i == 0 ? "%d" : "%04d", digit(i));
    out += text;
  }
  if (scale <= 0) return out;
  std::string fraction;
  for (int i = weight + 1; static_cast<int>(fraction.size()) < scale; ++i) {
    std::snprintf(text, sizeof text, "%04d", digit(i));
    fraction += text;
  }
  return out + "." + fraction.substr(0, static_cast<std::size_t>(scale));
}

}  // namespace

Status CheckColumnTypes(const PGresult* result) {
  for (int i = 0; i < PQnfields(result); ++i) {
    const Oid type = PQftype(result, i);
    if (IsInteger(type) || IsFloat(type) || type == kNumericType) continue;
    switch (type) {
      case kByteaType:
      case kTextType:
      case 18:    // "char"
      case 19:    // name
      case 114:   // json
      case 705:   // unknown
      case 1042:  // char(n)
      case 1043:  // varchar
      case 2278:  // void
        continue;
      default:
        return Fail(kStatement, "查询结果第 " + std::to_string(i + 1) + " 列的类型读不出来",
                    "请在语句里用 CAST 转成 BIGINT 或 TEXT");
    }
  }
  return Ok();
}

std::int64_t PostgresRow::Int(int column) const {
  if (IsNull(column)) return 0;
  const Oid type = PQftype(result_, column);
  if (type == 26) return static_cast<std::uint32_t>(ReadInteger(Raw(column)));
  if (IsInteger(type)) return ReadInteger(Raw(column));
  if (IsFloat(type)) return static_cast<std::int64_t>(ReadDouble(Raw(column)));
  return std::strtoll(std::string(Text(column)).c_str(), nullptr, 10);
}

double PostgresRow::Double(int column) const {
  if (IsNull(column)) return 0;
  const Oid type = PQftype(result_, column);
  if (IsFloat(type)) return ReadDouble(Raw(column));
  if (IsInteger(type)) return static_cast<double>(Int(column));
  return std::strtod(std::string(Text(column)).c_str(), nullptr);
}

std::string_view PostgresRow::Text(int column) const {
  if (IsNull(column)) return {};
  const Oid type = PQftype(result_, column);
  if (IsInteger(type)) return scratch_.emplace_back(std::to_string(Int(column)));
  if (type == kNumericType) return scratch_.emplace_back(NumericText(Raw(column)));
  if (IsFloat(type)) {
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", ReadDouble(Raw(column)));
    return scratch_.emplace_back(text);
  }
  return Raw(column);
}

Value PostgresRow::At(int column) const {
  if (IsNull(column)) return {};
  const Oid type = PQftype(result_, column);
  if (IsInteger(type)) return Int(column);
  if (type == kByteaType) return Bytes{std::string(Raw(column))};
  std::string text(Text(column));
  if (type == kNumericType && text.find('.') == std::string::npos && text.size() <= 18) return Int(column);
  return text;
}

}  // namespace gq::db
