// Any bytes are a DMN model to the engine: it is refused with a reason, or every decision in it can be asked for and
// its tables checked. libs: engines_policy
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/policy/check/check.h"
#include "engines/policy/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 64 * 1024) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto model = gq::policy::Compile(text);
  if (!model) {
    if (model.error().message.empty()) std::abort();
    return 0;
  }
  gq::policy::EvaluateOptions options;
  options.steps_max = 100'000;
  options.trace = true;
  int asked = 0;
  for (const auto& element : model->Elements()) {
    if (++asked > 20) break;
    const auto done = model->Evaluate(element.name, {}, options);
    if (!done.error.empty() && !done.value.IsNull()) std::abort();
  }
  gq::policy::CheckTables(*model);
  return 0;
}
