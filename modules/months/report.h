// The figures of the monthly report (requirements.md a.9).
#pragma once

#include <string>
#include <vector>

#include "modules/months/month.h"

namespace gq::pdf {
class Document;
}

namespace gq::months {

struct Indicator {
  std::string key, label;
  std::int64_t value = 0;
  std::string unit, share, definition;
};
Result<std::vector<Indicator>> Indicators(const StepContext& context);

struct CountyRow {
  std::string name;
  std::int64_t people = 0, on_post = 0, task = 0, visit = 0;
};
Result<std::vector<CountyRow>> Counties(const StepContext& context);

}  // namespace gq::months
