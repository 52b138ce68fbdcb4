// A list as XLSX for any record type, derived from its field table: labels for codes, names for places, units and
// accounts, yuan for fen; text cells, so that no number loses a digit and nothing is a formula (D12). What is kept from
// the reader is empty, what is masked in the list is masked here, and the first row says as of when, how many, at which
// mask level and for whom. One thread at a time.
//
//   auto sheet = TRY(ListSheet::Create(store, scope, kPost, columns, {}, count, path));
//   ... sheet.Add(&post);
//   TRY(sheet.Close());
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kits/http/response.h"
#include "kits/store/list_query.h"

namespace gq::xlsx {
class SheetWriter;
class Writer;
}  // namespace gq::xlsx

namespace gq::api {

inline constexpr std::int64_t kExportRowsMax = 1'000'000;  // a sheet holds 1,048,576

// The value as an officer reads it; empty for none. `mask_level` as in a Scope.
std::string ShownText(Store& store, const Field& field, const Value& value, int mask_level);
// Labels of codes joined by ; as 电工、焊工.
std::string CodeLabels(std::string_view table, std::string_view codes);

class ListSheet {
 public:
  // A column that no field holds: computed by the caller for each record.
  struct Computed {
    std::string_view name, header;
    std::function<std::string(const void* record)> text;
    bool always = false;  // first, whether asked for or not
  };

  // `columns`: names of fields and computed ones, by comma, in order; empty: those that the list shows by default.
  // kBadInput for a name that is neither; kTooLarge above kExportRowsMax rows.
  static Result<ListSheet> Create(Store& store, const Scope& scope, const RecordType& type, std::string_view columns,
                                  std::vector<Computed> computed, std::int64_t count, const std::string& path);
  ListSheet(ListSheet&&) noexcept;
  ~ListSheet();

  void Add(const void* record, const std::function<bool(const Field&)>& sees = {});
  Status Close();

 private:
  struct Column {
    const Field* field = nullptr;  // null: computed
    const Computed* computed = nullptr;
  };
  ListSheet(Store& store, int mask_level, std::vector<Computed> computed);

  Store& store_;
  int mask_level_;
  std::vector<Computed> computed_;
  std::vector<Column> columns_;
  std::unique_ptr<xlsx::Writer> book_;
  xlsx::SheetWriter* sheet_ = nullptr;
};

// Where the file is made, and the answer that sends and removes it: 岗位名单-遮掩1级-2026-11-23.xlsx.
std::string ExportPath();
http::Response ExportFile(const std::string& path, Store& store, const Scope& scope, std::string_view title);

}  // namespace gq::api
