// What the rounds share: both offices of a round, bindings of files, audit lines, rejected rows.
// Thread-safety: functions without state.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "engines/reconcile/reconcile.h"
#include "modules/private_comparison/audit_trail.h"
#include "modules/private_comparison/exchange_file.h"
#include "modules/private_comparison/rounds.h"

namespace gq::psi {

inline constexpr std::size_t kChunkValues = 65536;

struct Parties {
  OfficeKey mine;
  Office peer;
};
// kWrongRole unless the key is a `role` and the peer the other one.
Result<Parties> OpenParties(const RoundOptions& options, Role role);

// The file was signed by `from` for `to`.
Status CheckBinding(const ExchangeReader& reader, const std::string& from, const std::string& to,
                    const std::string& what);
// kWrongSession unless the line of the head is `wanted`.
Status CheckLine(const ExchangeReader& reader, const std::string& line, const std::string& wanted,
                 const std::string& what);

// Appends to the trail of the office and puts number and chain into the result.
Status Record(const RoundOptions& options, const Parties& parties, const std::string& round, const std::string& input,
              RoundResult& result);

// Points as they lie in a file.
std::vector<crypto::Point> ToPoints(std::string_view bytes);
inline std::string_view ToBytes(const crypto::Point* points, std::size_t count) {
  return {reinterpret_cast<const char*>(points), count * sizeof(crypto::Point)};
}

// The lines of rejects.csv (docs/reference/formats.md), header included.
class RejectLines {
 public:
  explicit RejectLines(std::string file) : file_(std::move(file)) {}
  reconcile::IssueSink Sink();
  const std::string& text() const { return text_; }

 private:
  std::string file_, text_ = "file,row,column,value,code,reason,cure\n";
};
Status WriteText(const std::string& path, std::string_view text);
Result<std::string> Sha256OfFile(const std::string& path);

}  // namespace gq::psi
