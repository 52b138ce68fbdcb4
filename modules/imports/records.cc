#include "modules/imports/records.h"

#include "base/json_text.h"
#include "base/mask.h"
#include "kits/store/record_json.h"
#include "modules/employers/model.h"
#include "modules/imports/preview.h"
#include "modules/imports/reversed.h"
#include "modules/posts/open.h"

namespace gq::imports {

RecordRow ParseRecord(const RawRow& raw, CellReader& cells, std::vector<Problem>& problems) {
  RecordRow row{raw.row, raw.sheet_row, {}};
  const auto& columns = cells.columns();
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const Field& field = *columns[at].field;
    auto value = cells.Read(at, raw.cells[at], raw.is_number[at]);
    if (!value) {
      problems.push_back({raw.row,
                          raw.sheet_row,
                          columns[at].label,
                          raw.cells[at],
                          std::string(field.name) + "." + std::string(value.error().kind->code),
                          value.error().message,
                          value.error().hint,
                          {}});
    } else if (!IsNull(*value)) {
      row.values.emplace_back(&field, *std::move(value));
    }
  }
  if (!row.values.empty()) RefuseReversed(raw, columns, *columns.front().type, row.values, problems);
  return row;
}

namespace {

template <typename T>
Status Start(Store& store, const Scope& scope, Date as_of, T& record) {
  record.id = store.NewId();
  record.created_at = record.updated_at = store.Now();
  if constexpr (std::is_same_v<T, Post>) {
    record.collected_by = scope.unit_id;
    record.state = std::string(posts::kOpen);
    record.published_by = scope.unit_id;
    record.published_on = as_of;
  } else {
    record.unit_id = scope.unit_id;
  }
  return Ok();
}

std::string KeyOf(const RecordRow& row, std::string_view unique) {
  for (const auto& [field, value] : row.values) {
    if (field->name == unique) return ValueText(*field, value);
  }
  return {};
}

template <typename T>
Result<std::vector<Planned>> RunEach(Store& store, const Scope& scope, const std::vector<RecordRow>& rows, Date as_of,
                                     UnitOfWork* work, const std::string& unique) {
  std::vector<Planned> planned;
  const RecordType& type = *kTypeOf<T>;
  for (const auto& row : rows) {
    const std::string key = KeyOf(row, unique);
    std::optional<T> known;
    if (!key.empty()) known = TRY(store.Find<T>(Scope::System("system:import"), "p." + unique + " = ?1", {key}));
    T record = known ? *known : T();
    if (!known) TRY(Start(store, scope, as_of, record));
    for (const auto& [field, value] : row.values) field->set(&record, value);
    Planned plan{known ? Outcome::kUpdate : Outcome::kNew, row.row, row.sheet_row, record.id, record.name, {}, {}};
    if (known)
      CompareCells(type, &*known, &record, plan.cells);
    else if (work == nullptr)
      GivenCells(row.values, plan.cells);
    if (known && plan.cells.empty()) plan.outcome = Outcome::kSame;
    plan.conflict = ReversedBeside(row.row, row.sheet_row, type, &record, known ? &*known : nullptr);
    if (plan.conflict) plan.outcome = Outcome::kConflict;
    if (work != nullptr && plan.outcome != Outcome::kSame && !plan.conflict) {
      work->About(scope.unit_id, std::string(type.name) + ".import", type.name, record.id);
      if (known) {
        TRY(work->Update(*known, record));
      } else {
        TRY(work->Insert(record));
      }
    }
    planned.push_back(std::move(plan));
  }
  return planned;
}

}  // namespace

void RemarkOver(const std::vector<RecordRow>& rows, Date as_of, std::vector<Problem>& problems) {
  for (const auto& row : rows) {
    Post post;
    for (const auto& [field, value] : row.values) field->set(&post, value);
    if (!posts::IsOver(post, as_of)) continue;
    problems.push_back({row.row,
                        row.sheet_row,
                        std::string(kPost.FindField("valid_to")->zh),
                        post.valid_to->ToString(),
                        "valid_to.over",
                        "有效期在业务日期（" + as_of.ToString() + "）以前已经结束，登记后是“已过期”，不参加匹配",
                        "还在招聘的，请改有效期止后重新导入",
                        {},
                        true});
  }
}

Result<std::vector<Planned>> RunRecords(Store& store, const Scope& scope, std::string_view kind,
                                        const std::vector<RecordRow>& rows, Date as_of, UnitOfWork* work) {
  if (kind == "households") return RunHouseholds(store, scope, rows, work);
  if (kind == "posts") return RunEach<Post>(store, scope, rows, as_of, work, "external_id");
  return RunEach<Employer>(store, scope, rows, as_of, work, "credit_code");
}

}  // namespace gq::imports
