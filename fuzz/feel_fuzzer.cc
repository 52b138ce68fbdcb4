// Any text is a FEEL expression to the engine: reading and evaluating it must end, give a value or a diagnostic, and
// give the same twice. libs: engines_policy
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/policy/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  gq::policy::Context person;
  person.Set("first name", gq::policy::Value::Text("三"));
  gq::policy::Context variables;
  variables.Set("a", gq::policy::Value::Integer(5));
  variables.Set("a-b", gq::policy::Value::Integer(7));
  variables.Set("people", gq::policy::Value::OfList({gq::policy::Value::OfContext(person)}));
  gq::policy::EvaluateOptions options;
  options.steps_max = 200'000;
  options.zones = [](std::string_view zone, std::int64_t) {
    return zone == "Europe/Paris" ? std::optional<std::int32_t>(3600) : std::nullopt;
  };
  options.now = gq::policy::ParseDateTime("2026-08-21T09:00:00Z", nullptr);
  const auto first = gq::policy::EvaluateExpression(text, variables, options);
  const auto second = gq::policy::EvaluateExpression(text, variables, options);
  if (first.error.empty() && second.error.empty() && first.value.ToText() != second.value.ToText()) std::abort();
  if (!first.error.empty() && !first.value.IsNull()) std::abort();
  return 0;
}
