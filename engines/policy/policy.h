// The policy engine: reads DMN models (OMG DMN 1.2–1.5, conformance level 3), checks them and evaluates their decisions
// row by row with 34-digit decimals.
//
//   Result<Model> model = Compile(text, {.mode = Mode::kStrict});
//   Context inputs;
//   inputs.Set("tier", Value::Text("省外"));
//   inputs.Set("fare", Value::Integer(512));
//   Evaluation done = model->Evaluate("amount", inputs, {.mode = Mode::kStrict});
//   if (done.error.empty()) use(done.value);          // 400
//   done.tables[0].matched[0].rule_id                 // which rule it was
//
// Two modes (D15). kStandard: what goes wrong gives null and a diagnostic, as the standard asks. kStrict: the first
// thing that goes wrong stops the evaluation, and a model with an unreadable expression does not compile; money rules
// always run so.
//
// The engine does no I/O: imported models come from a resolver, offsets of time zones from another, today's date from
// the caller. Functions of other languages (Java, PMML) are not supported; calling one gives null with a diagnostic.
//
// Limits, each answered by an error and never by a crash: 8 MiB of XML, 200 levels of elements, no DOCTYPE; 64 KiB and
// 250 levels an expression; 1,200 levels of evaluation; 20 million steps; a million elements a list, 4 MiB a text, half
// a second a regular expression.
//
// Thread-safety: a Model is immutable; Evaluate may run in any number of threads at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/policy/value.h"

namespace gq::policy {

inline constexpr ErrorKind kBadModel{"policy.model", 422, "规则文件有误", "Invalid decision model"};
inline constexpr ErrorKind kBadDecision{"policy.decision", 422, "无法作出决定", "Decision failed"};

enum class Mode { kStandard, kStrict };

// Something that went wrong: where (decision, and byte in the expression's text) and what (Chinese).
struct Diagnostic {
  std::string element;
  std::string expression;  // beginning of the text
  std::size_t offset = 0;
  std::string message;
};

// One cell of a decision table that did not hold.
struct FailedCell {
  std::string input;  // label of the column
  std::string test;   // the cell's text
  Value value;        // what it was tested against
};

struct MatchedRule {
  std::size_t index = 0;  // from 0
  std::string rule_id;    // the rule's id in the model, or its number from 1
  std::vector<std::string> annotations;
};

// How one decision table came to its result.
struct TableTrace {
  std::string table;  // name of the decision or function
  std::vector<std::pair<std::string, Value>> inputs;
  std::vector<MatchedRule> matched;
  // When no rule matched: the rule with the fewest failed cells (the first of equals) and those cells.
  std::optional<std::size_t> nearest_rule;
  std::vector<std::string> nearest_annotations;
  std::vector<FailedCell> failed;
};

struct Evaluation {
  Value value;
  std::string error;  // kStrict: what stopped it; empty when the value stands
  std::vector<Diagnostic> diagnostics;
  std::vector<TableTrace> tables;  // in the order of evaluation; empty unless asked for
};

struct CompileOptions {
  Mode mode = Mode::kStandard;
  // Text of an imported model by namespace and locationURI; nothing when there is none.
  std::function<std::optional<std::string>(const std::string& name_space, const std::string& location)> imports;
};

struct EvaluateOptions {
  Mode mode = Mode::kStandard;
  bool trace = false;
  ZoneResolver zones;           // without it, named zones are unknown
  std::optional<DateTime> now;  // what now() and today() answer; null without it
  // An input that the element needs and nobody gave is an error that names it; null has to be given as null.
  bool inputs_required = false;
  std::int64_t steps_max = 20'000'000;
};

enum class ElementKind { kInput, kDecision, kFunction, kService };

// What a model offers, for lists and forms.
struct ElementInfo {
  ElementKind kind = ElementKind::kInput;
  std::string name;
  std::string id;
  std::string type;  // typeRef as written, or empty
};

struct CompiledModel;  // engines/policy/evaluate/model.h

class Model {
 public:
  explicit Model(std::shared_ptr<const CompiledModel> compiled) : compiled_(std::move(compiled)) {}

  const std::string& name() const;
  const std::string& name_space() const;
  std::vector<ElementInfo> Elements() const;
  // What Compile found wrong without refusing the model (kStandard).
  const std::vector<Diagnostic>& diagnostics() const;

  // The value of a decision, a decision service, or a function of the model called with inputs by parameter name.
  // Inputs are given by name; those of imported models in a context named as the import, with the import's name in
  // front ("model A.person"), or with their namespace ("{urn:a}person"). Elements of imported models are named
  // likewise ("model A.greet"). An unknown name is an error in both modes.
  Evaluation Evaluate(std::string_view name, const Context& inputs, const EvaluateOptions& options = {}) const;
  // The same of an element of an imported model, by namespace.
  Evaluation Evaluate(std::string_view name_space, std::string_view name, const Context& inputs,
                      const EvaluateOptions& options) const;

  const CompiledModel& compiled() const { return *compiled_; }

 private:
  std::shared_ptr<const CompiledModel> compiled_;
};

// kBadModel when the text is no DMN model, breaks a limit, has cyclic requirements, or (kStrict) holds an unreadable
// expression.
Result<Model> Compile(std::string_view text, const CompileOptions& options = {});

// One FEEL expression on its own, with the entries of `variables` as names.
Evaluation EvaluateExpression(std::string_view text, const Context& variables, const EvaluateOptions& options = {});

}  // namespace gq::policy
