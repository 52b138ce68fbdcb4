#include "modules/api/list_sheet.h"

#include <algorithm>
#include <filesystem>

#include "base/json_text.h"
#include "base/mask.h"
#include "base/text.h"
#include "kits/codes/code_tables.h"
#include "kits/crypto/bytes.h"
#include "kits/xlsx/writer.h"
#include "modules/org/service.h"
#include "modules/org/words.h"

namespace gq::api {

std::string CodeLabels(std::string_view table_name, std::string_view codes) {
  const CodeTable* table = FindCodeTable(table_name);
  std::string text;
  for (const auto code : Split(codes, ';')) {
    if (!text.empty()) text += "、";
    text += table == nullptr ? std::string(code) : std::string(table->Label(code));
  }
  return text;
}

std::string ShownText(Store& store, const Field& field, const Value& value, int mask_level) {
  if (IsNull(value)) return {};
  if (field.mask != MaskKind::kNone) return MaskValue(field.mask, *AsText(value), mask_level);
  if (!field.codes.empty() && AsText(value) != nullptr) return CodeLabels(field.codes, *AsText(value));
  if (const auto words = org::WordsOf(store, field, value)) return *words;
  const std::int64_t* n = AsInteger(value);
  if (field.meaning == Meaning::kPlace && n != nullptr) return org::PlaceName(store, *n);
  if (n != nullptr &&
      (field.type == FieldType::kMoney || (field.name.ends_with("_fen") && field.type == FieldType::kInteger)))
    return Fen(*n).ToYuan();
  if (field.type == FieldType::kBool && n != nullptr) return *n != 0 ? "是" : "否";
  if (field.type == FieldType::kInstant && n != nullptr) return Instant(*n).LocalText();
  return ValueText(field, value);
}

ListSheet::ListSheet(Store& store, int mask_level, std::vector<Computed> computed)
    : store_(store), mask_level_(mask_level), computed_(std::move(computed)) {}
ListSheet::ListSheet(ListSheet&&) noexcept = default;
ListSheet::~ListSheet() = default;

Result<ListSheet> ListSheet::Create(Store& store, const Scope& scope, const RecordType& type, std::string_view columns,
                                    std::vector<Computed> computed, std::int64_t count, const std::string& path) {
  if (count > kExportRowsMax)
    return Fail(kTooLarge, "名单有 " + std::to_string(count) + " 行，一张表放不下",
                "请按县或加条件分开导出，每次不超过 1,000,000 行");
  ListSheet list(store, scope.mask_level, std::move(computed));
  for (const auto& one : list.computed_)
    if (one.always) list.columns_.push_back({nullptr, &one});
  for (const auto name : Split(columns, ',')) {
    const auto own = std::find_if(list.computed_.begin(), list.computed_.end(),
                                  [name](const Computed& one) { return one.name == name; });
    if (own != list.computed_.end()) {
      if (!own->always) list.columns_.push_back({nullptr, &*own});
      continue;
    }
    const Field* field = type.FindField(name);
    if (field == nullptr) return Fail(kBadInput, "没有这一列：" + std::string(name), "可用的列见 /api/meta/records");
    list.columns_.push_back({field, nullptr});
  }
  if (columns.empty()) {
    for (const auto& one : list.computed_)
      if (!one.always) list.columns_.push_back({nullptr, &one});
    for (const auto& field : type.fields)
      if (field.list_width > 0) list.columns_.push_back({&field, nullptr});
  }
  list.book_ = TRY(xlsx::Writer::Create(path));
  xlsx::SheetOptions options{.header_rows = 2, .frozen_columns = 1};
  options.columns = static_cast<std::uint32_t>(list.columns_.size());
  options.widths.assign(list.columns_.size(), 14);
  for (std::size_t i = 0; i < list.columns_.size(); ++i) {
    const Field* field = list.columns_[i].field;
    // List widths are pixels of the console; a character of the sheet is some seven.
    if (field != nullptr && field->list_width > 0) options.widths[i] = std::max(10.0, field->list_width / 7.0);
    if (field == nullptr && list.columns_[i].computed->always) options.widths[i] = 22;
  }
  list.sheet_ = &list.book_->AddSheet("名单", options);
  list.sheet_->Title("截至 " + store.Now().LocalText() + "，共 " + std::to_string(count) + " 行；遮掩 " +
                         std::to_string(scope.mask_level) + " 级；导出人 " + scope.actor,
                     options.columns, xlsx::Look::kNote);
  for (const auto& column : list.columns_) {
    const Field* field = column.field;
    std::string header(field != nullptr ? field->zh : column.computed->header);
    if (field != nullptr && !field->unit.empty()) header += "（" + std::string(field->unit) + "）";
    list.sheet_->Text(header, xlsx::Look::kHeader);
  }
  list.sheet_->EndRow();
  return list;
}

void ListSheet::Add(const void* record, const std::function<bool(const Field&)>& sees) {
  Value value;
  for (const auto& [field, computed] : columns_) {
    if (field == nullptr) {
      sheet_->Text(computed->text(record));
    } else if (sees && !sees(*field)) {
      sheet_->Text({});
    } else {
      field->get(record, value);
      sheet_->Text(ShownText(store_, *field, value, mask_level_));
    }
  }
  sheet_->EndRow();
}

Status ListSheet::Close() { return book_->Close(); }

std::string ExportPath() {
  return (std::filesystem::temp_directory_path() / ("gangqiao-" + crypto::ToHex(crypto::RandomBytes(12)) + ".xlsx"))
      .string();
}

http::Response ExportFile(const std::string& path, Store& store, const Scope& scope, std::string_view title) {
  return http::Response::File(path, http::kXlsxType,
                              std::string(title) + "-遮掩" + std::to_string(scope.mask_level) + "级-" +
                                  store.Now().DateInShanghai().ToString() + ".xlsx",
                              true);
}

}  // namespace gq::api
