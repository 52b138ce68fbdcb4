#include "modules/imports/columns.h"

#include <algorithm>
#include <map>

#include "base/bank_account.h"
#include "base/credit_code.h"
#include "base/id_number.h"
#include "base/parse_value.h"
#include "base/phone.h"
#include "base/text.h"
#include "kits/store/record_json.h"
#include "modules/employers/model.h"
#include "modules/people/model.h"
#include "modules/posts/model.h"
#include "modules/subsidies/model.h"

namespace gq::imports {

namespace {

ImportColumn FromField(const RecordType& type, const Field& field) {
  ImportColumn column;
  column.label = std::string(field.zh);
  column.headers.push_back(column.label);
  for (const auto part : Split(field.synonyms, ';')) {
    if (column.key.empty()) column.key = std::string(part);
    column.headers.emplace_back(part);
  }
  if (column.key.empty() || static_cast<unsigned char>(column.key[0]) >= 0x80) column.key = std::string(field.name);
  if (column.key != field.name) column.headers.emplace_back(field.name);
  column.type = &type;
  column.field = &field;
  column.required = field.required;
  return column;
}

void AddType(std::vector<ImportColumn>& columns, const RecordType& type) {
  for (const auto& field : type.fields) {
    if (!field.importable) continue;
    ImportColumn column = FromField(type, field);
    // A header that an earlier type has taken (随行家属 of spell and intention) stays with the first.
    const bool taken =
        std::any_of(columns.begin(), columns.end(), [&](const ImportColumn& c) { return c.key == column.key; });
    if (!taken) columns.push_back(std::move(column));
  }
}

void AddPlace(std::vector<ImportColumn>& columns, std::string key, std::vector<std::string> headers) {
  ImportColumn column;
  column.key = std::move(key);
  column.label = headers.front();
  column.headers = std::move(headers);
  columns.push_back(std::move(column));
}

std::vector<ImportColumn> Roster() {
  std::vector<ImportColumn> columns;
  AddType(columns, kIdentifier);
  columns.back().required = true;
  AddType(columns, kPerson);
  AddPlace(columns, "region", {"户籍地", "region", "户籍所在地", "家庭住址", "户籍地址", "户口所在地"});
  AddPlace(columns, "province", {"省", "省份", "省（区、市）"});
  AddPlace(columns, "city", {"市", "市州", "市（州）", "地市"});
  AddPlace(columns, "county", {"县", "县市区", "区县", "县（市、区）", "县(市、区、旗)"});
  AddPlace(columns, "township", {"乡镇", "乡（镇）", "乡镇街道", "乡（镇、街道）"});
  AddPlace(columns, "village", {"村", "行政村", "村（社区）", "村居", "自然村"});
  AddType(columns, kSpell);
  AddType(columns, kIntention);
  return columns;
}

std::vector<ImportColumn> Claims() {
  std::vector<ImportColumn> columns;
  AddPlace(columns, "person", {"申请人", "person", "身份证号", "人员", "申请人证件号码", "单位代码", "劳务工作站"});
  columns.back().required = true;
  AddType(columns, kSubsidyClaim);
  return columns;
}

std::vector<ImportColumn> Of(const RecordType& type) {
  std::vector<ImportColumn> columns;
  AddType(columns, type);
  return columns;
}

const std::map<std::string, std::vector<ImportColumn>, std::less<>>& Kinds() {
  static const std::map<std::string, std::vector<ImportColumn>, std::less<>> kinds = {{"roster", Roster()},
                                                                                      {"posts", Of(kPost)},
                                                                                      {"employers", Of(kEmployer)},
                                                                                      {"claims", Claims()},
                                                                                      {"households", Of(kHousehold)}};
  return kinds;
}

}  // namespace

bool IsImportKind(std::string_view kind) { return Kinds().count(kind) > 0; }

const std::vector<ImportColumn>& ColumnsOf(std::string_view kind) {
  static const std::vector<ImportColumn> none;
  const auto it = Kinds().find(kind);
  return it == Kinds().end() ? none : it->second;
}

namespace {

inline constexpr ErrorKind kUnknownCode{"import.unknown_code", 422, "不在代码表里", "Not in the code table"};
inline constexpr ErrorKind kBadPhone{"import.bad_phone", 422, "电话不对", "Bad phone number"};
inline constexpr ErrorKind kBadAccount{"import.bad_account", 422, "银行账号不对", "Bad bank account"};
inline constexpr ErrorKind kBadNumber{"import.bad_number", 422, "身份证号不对", "Bad ID number"};
inline constexpr ErrorKind kBadCredit{"import.bad_credit_code", 422, "统一社会信用代码不对", "Bad credit code"};

Result<std::string> OneCode(const Field& field, std::string_view text, const Lookups& lookups) {
  const auto code = lookups.code_of(field.codes, text);
  if (!code) return Fail(kUnknownCode, "“" + std::string(field.zh) + "”里没有这种写法", "请按模板下拉表里的写法填");
  return *code;
}

Result<Value> ParseText(const Field& field, std::string_view text, const Lookups& lookups) {
  if (field.meaning == Meaning::kCode) return Value(TRY(OneCode(field, text, lookups)));
  if (field.meaning == Meaning::kCodes) {
    std::string codes;
    for (const auto& part : SplitList(text)) {
      std::string_view word = part;  // "缝纫 3年": the years belong to the match command
      if (const auto blank = word.find(' '); blank != std::string_view::npos) word = word.substr(0, blank);
      if (word == "无") continue;
      const std::string code = TRY(OneCode(field, word, lookups));
      if (!codes.empty()) codes += ';';
      codes += code;
    }
    return codes.empty() ? Value() : Value(codes);
  }
  if (IsCreditCode(field)) {
    const auto code = CreditCode::Parse(text);
    if (!code) return Fail(kBadCredit, std::string(WhyNotCreditCode(text)), "请对照营业执照核对 18 位代码");
    return Value(std::string(code->text()));
  }
  return TypedText(field, CollapseBlanks(text));
}

// What stands in the cells of officers' tables for "there is none".
bool SaysNothing(std::string_view text) {
  static constexpr std::string_view kNothing[] = {"-",    "--",   "—",    "——",   "–",    "/",    "\\",
                                                  "无",   "空",   "没",   "没有", "暂无", "未填", "未知",
                                                  "不详", "none", "null", "n/a",  "na"};
  const std::string key = LabelKey(text);
  return key.empty() || std::find(std::begin(kNothing), std::end(kNothing), key) != std::end(kNothing);
}

bool IsZero(std::string_view text) { return !text.empty() && text.find_first_not_of("0.") == std::string_view::npos; }

// #N/A, #REF!, #VALUE!: what a spreadsheet writes when a formula fails.
bool IsSpreadsheetError(std::string_view text) {
  static constexpr std::string_view kErrors[] = {"#N/A",  "#REF!",  "#VALUE!", "#NAME?", "#DIV/0!",
                                                 "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"};
  return std::find(std::begin(kErrors), std::end(kErrors), ToUpperAscii(text)) != std::end(kErrors);
}

Result<Value> ParseFilled(const Field& field, std::string_view text, const Lookups& lookups) {
  switch (field.type) {
    case FieldType::kText:
      return ParseText(field, text, lookups);
    case FieldType::kSecret: {
      if (field.mask == MaskKind::kPhone) {
        const auto phone = Phone::Parse(text);
        if (!phone) return Fail(kBadPhone, "不是一个电话号码", "手机为 11 位数字；座机请带区号");
        return Value(phone->Reveal());
      }
      if (field.mask == MaskKind::kBank) {
        const auto account = ReadBankAccount(text);
        if (!account.reason.empty()) return Fail(kBadAccount, std::string(account.reason), std::string(account.cure));
        return Value(account.cleaned);
      }
      if (field.mask == MaskKind::kIdNumber) {
        const auto number = ReadIdNumber(text, nullptr);
        if (!number.number) return Fail(kBadNumber, std::string(number.reason), std::string(number.cure));
        return Value(std::string(number.number->Reveal()));
      }
      return Value(RemoveBlanks(ToHalfWidth(text)));
    }
    case FieldType::kMoney:
      return Value(TRY(ParseMoney(text)).value());
    case FieldType::kDate:
      return Value(std::int64_t{TRY(ParseDate(text, 1)).ToYmdInt()});
    case FieldType::kMonth:
      return Value(std::int64_t{TRY(ParseMonth(text)).ToInt()});
    case FieldType::kBool:
      return Value(std::int64_t{TRY(ParseBool(text)) ? 1 : 0});
    default:
      if (field.meaning == Meaning::kPlace) return Value(TRY(lookups.place_of({std::string(text)})));
      return Value(TRY(ParseInteger(text)));
  }
}

}  // namespace

Result<Value> ParseCell(const Field& field, std::string_view cell, bool is_number, const Lookups& lookups) {
  const std::string_view text = Trim(cell);
  if (text.empty()) return Value();
  constexpr std::size_t kExactDigits = 15;  // of a number in a table
  const bool long_number = field.mask == MaskKind::kBank || field.mask == MaskKind::kIdNumber;
  if (is_number && long_number && text.size() > kExactDigits) {
    return Fail(field.mask == MaskKind::kBank ? kBadAccount : kBadNumber, "号码存成了数字，末几位可能已经丢失",
                "请把这一列设为文本格式后重新填写");
  }
  if (IsSpreadsheetError(text))
    return Fail(kBadValue, "这一格是表格的错误值（如 #N/A）", "请在原表中改正公式，或把这一格清空");
  const bool words = field.type == FieldType::kText && field.meaning != Meaning::kCode && !IsCreditCode(field);
  if (words && SaysNothing(text)) return Value();
  auto value = ParseFilled(field, text, lookups);
  if (value) return value;
  // 无 may be a code or an answer; where it is neither, it says that there is nothing. So does a phone, a date of 0.
  if (SaysNothing(text) || (field.type != FieldType::kText && IsZero(text))) return Value();
  return value;
}

namespace {

bool Repeats(const Field& field) {
  switch (field.type) {
    case FieldType::kText:
      return field.meaning == Meaning::kCode || field.meaning == Meaning::kCodes || IsCreditCode(field);
    case FieldType::kDate:
    case FieldType::kMonth:
    case FieldType::kBool:
      return true;
    default:
      return field.meaning == Meaning::kPlace;
  }
}

}  // namespace

CellReader::CellReader(std::string_view kind, const Lookups& lookups)
    : columns_(ColumnsOf(kind)), lookups_(lookups), known_(columns_.size()) {}

Result<Value> CellReader::Read(std::size_t column, std::string_view text, bool is_number) {
  const Field& field = *columns_[column].field;
  if (text.empty() && !field.required) return Value();  // most cells of most files
  auto& known = known_[column];
  const bool repeats = Repeats(field) && !text.empty();
  if (repeats) {
    if (const auto it = known.find(text); it != known.end()) return it->second;
  }
  Value value = TRY(ParseCell(field, text, is_number, lookups_));
  const Status checked = CheckValue(field, value, {});
  if (!checked) {
    // A wage of 0 where none is possible: nobody has filled it in.
    if (field.type != FieldType::kMoney || field.required || !IsZero(Trim(text))) return Fail(checked.error());
    value = Value();
  }
  if (repeats) known.emplace(text, value);
  return value;
}

}  // namespace gq::imports
