// Every line of cases/*.case: an expression and the FEEL value that it has in standard mode. Both sides are evaluated,
// and their kinds and texts must agree.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "engines/policy/policy.h"

namespace gq::policy {
namespace {

constexpr std::string_view kArrow = " ==> ";

std::optional<std::int32_t> CaseZones(std::string_view zone, std::int64_t local_seconds) {
  // Summer time began on 2020-03-29 at two o'clock.
  if (zone == "Europe/Paris") return local_seconds < 1585450800 ? 3600 : 7200;
  if (zone == "Etc/UTC") return 0;
  return std::nullopt;
}

struct Answer {
  Kind kind = Kind::kNull;
  std::string text;
  bool operator==(const Answer&) const = default;
};

void PrintTo(const Answer& answer, std::ostream* out) { *out << KindName(answer.kind) << " " << answer.text; }

Answer Give(std::string_view text) {
  EvaluateOptions options;
  options.zones = CaseZones;
  options.now = ParseDateTime("2026-08-21T09:00:00Z", nullptr);
  const Evaluation done = EvaluateExpression(text, {}, options);
  return {done.value.kind(), done.error.empty() ? done.value.ToText() : "停：" + done.error};
}

TEST(FeelCases, EveryLineHolds) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator("engines/policy/cases")) {
    if (file.path().extension() != ".case") continue;
    std::ifstream in(file.path());
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (Trim(line).empty() || line[0] == '#') continue;
      const std::size_t arrow = line.find(kArrow);
      ASSERT_NE(arrow, std::string::npos) << file.path() << ":" << number;
      const std::string_view all = line;
      EXPECT_EQ(Give(all.substr(0, arrow)), Give(all.substr(arrow + kArrow.size())))
          << file.path().string() << ":" << number << "  " << line;
      ++count;
    }
  }
  EXPECT_GT(count, 600U);
}

}  // namespace
}  // namespace gq::policy
