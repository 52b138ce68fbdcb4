#include "engines/reconcile/csv.h"

#include <algorithm>
#include <array>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "engines/reconcile/text.h"

namespace gq::reconcile {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// Quotes open only at a cell's beginning and close only at its end.
bool QuotesStandRight(std::string_view record) {
  bool at_start = true, inside = false;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const char c = record[i];
    if (inside) {
      if (c != '"') continue;
      if (i + 1 < record.size() && record[i + 1] == '"') {
        ++i;
        continue;
      }
      inside = false;
      if (i + 1 < record.size() && record[i + 1] != ',') return false;
      at_start = false;
    } else if (c == '"') {
      if (!at_start) return false;
      inside = true;
    } else {
      at_start = c == ',';
    }
  }
  return !inside;
}

Record Complete(std::string_view data, std::size_t end, std::size_t next, std::size_t first_newline, bool quoted) {
  Record record{RecordKind::kComplete, quoted, end, next};
  if (end > 0 && data[end - 1] == '\r') --record.size;
  if (!quoted || QuotesStandRight(data.substr(0, record.size))) return record;
  record.kind = RecordKind::kBadQuotes;
  if (first_newline != kNowhere && first_newline < end) record.size = first_newline, record.next = first_newline + 1;
  return record;
}

}  // namespace

Record FindRecord(std::string_view data, bool last, std::size_t record_bytes_max) {
  const std::size_t limit = std::min(data.size(), record_bytes_max);
  // Most records hold no quote: they end at the first newline.
  if (const void* const newline = limit == 0 ? nullptr : std::memchr(data.data(), '\n', limit); newline != nullptr) {
    const std::size_t end = static_cast<std::size_t>(static_cast<const char*>(newline) - data.data());
    if (end == 0 || std::memchr(data.data(), '"', end) == nullptr) return Complete(data, end, end + 1, end, false);
  }
  std::size_t first_newline = kNowhere;
  bool inside = false, quoted = false;
  for (std::size_t i = 0; i < limit; ++i) {
    const char c = data[i];
    if (c == '"') {
      inside = !inside, quoted = true;
    } else if (c == '\n') {
      if (first_newline == kNowhere) first_newline = i;
      if (!inside) return Complete(data, i, i + 1, first_newline, quoted);
    }
  }
  if (data.size() < record_bytes_max && !last) return {RecordKind::kNeedsMore, false, 0, 0};
  if (data.size() <= record_bytes_max && last && !inside)
    return Complete(data, data.size(), data.size(), first_newline, quoted);
  if (first_newline != kNowhere) return {RecordKind::kBadQuotes, true, first_newline, first_newline + 1};
  if (data.size() <= record_bytes_max && last) return {RecordKind::kBadQuotes, true, data.size(), data.size()};
  return {RecordKind::kTooLong, false, limit, limit};
}

namespace {

// Commas of 16 bytes at a time, where the machine has them; false when there is a quote, the cells being worth nothing.
bool SplitPlain(std::string_view record, std::vector<Cell>& cells) {
  const char* const data = record.data();
  std::size_t cell = 0, i = 0;
  const auto close = [&](std::size_t end) {
    cells.push_back({record.substr(cell, end - cell), false});
    cell = end + 1;
  };
#ifdef __SSE2__
  const __m128i comma = _mm_set1_epi8(','), quote = _mm_set1_epi8('"');
  for (; i + 16 <= record.size(); i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + i));
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, quote)) != 0) return false;
    for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, comma))); mask != 0;
         mask &= mask - 1)
      close(i + static_cast<std::size_t>(__builtin_ctz(mask)));
  }
#endif
  for (; i < record.size(); ++i) {
    if (data[i] == '"') return false;
    if (data[i] == ',') close(i);
  }
  close(record.size());
  return true;
}

}  // namespace

void SplitRecord(std::string_view record, std::vector<Cell>& cells) {
  cells.clear();
  if (SplitPlain(record, cells)) return;
  cells.clear();
  const char* p = record.data();
  const char* const end = p + record.size();
  for (;;) {
    Cell cell;
    if (p < end && *p == '"') {
      const char* q = p + 1;
      for (; q < end; ++q) {
        if (*q != '"') continue;
        if (q + 1 < end && q[1] == '"') {
          cell.escaped = true;
          ++q;
          continue;
        }
        break;
      }
      cell.text = std::string_view(p + 1, static_cast<std::size_t>(q - p - 1));
      p = q < end ? q + 1 : end;
    } else {
      const char* q = static_cast<const char*>(std::memchr(p, ',', static_cast<std::size_t>(end - p)));
      if (q == nullptr) q = end;
      cell.text = std::string_view(p, static_cast<std::size_t>(q - p));
      p = q;
    }
    cells.push_back(cell);
    if (p >= end) return;
    ++p;  // the comma
  }
}

bool SplitScanned(std::string_view record, std::size_t columns, bool utf8, std::vector<Cell>& cells) {
  cells.resize(columns);
  const char* const data = record.data();
  const std::size_t size = record.size();
  std::size_t cell = 0, n = 0;
  const auto close = [&](std::size_t end) {
    if (n < columns) cells[n++] = {std::string_view(data + cell, end - cell), false};
    cell = end + 1;
  };
#ifdef __SSE2__
  __m128i look = _mm_setzero_si128();
  for (std::size_t i = 0; i < size; i += 16) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + i));
    if (size - i < 16) {  // what stands behind the record becomes blanks
      alignas(16) static constexpr signed char kPlaces[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
      const __m128i behind = _mm_cmpgt_epi8(_mm_load_si128(reinterpret_cast<const __m128i*>(kPlaces)),
                                            _mm_set1_epi8(static_cast<char>(size - i - 1)));
      bytes = _mm_or_si128(_mm_andnot_si128(behind, bytes), _mm_and_si128(behind, _mm_set1_epi8(' ')));
    }
    const auto above = [&](int c) { return _mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(c))); };
    const auto below = [&](int c) { return _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(c))); };
    // As signed numbers: 0xC0 is -64, 0xE0 -32, 0xF0 -16.
    const __m128i zero_or_above = _mm_and_si128(above(-17), below(1));
    const __m128i leads = utf8 ? _mm_or_si128(_mm_and_si128(above(-65), below(-31)),
                                              _mm_cmpeq_epi8(bytes, _mm_set1_epi8(static_cast<char>(0xED))))
                               : below(0);
    look = _mm_or_si128(look, _mm_or_si128(zero_or_above, leads));
    for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')))); mask != 0;
         mask &= mask - 1)
      close(i + static_cast<std::size_t>(__builtin_ctz(mask)));
  }
  const bool plain = _mm_movemask_epi8(look) == 0;
#else
  bool plain = true;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(data[i]);
    plain &= byte != 0 && (utf8 ? byte < 0xC0 || (byte > 0xE0 && byte < 0xF0 && byte != 0xED) : byte < 0x80);
    if (data[i] == ',') close(i);
  }
#endif
  close(size);
  return plain;
}

std::string_view CellText(const Cell& cell, std::string& scratch) {
  if (!cell.escaped) return cell.text;
  scratch.clear();
  for (std::size_t i = 0; i < cell.text.size(); ++i) {
    scratch += cell.text[i];
    if (cell.text[i] == '"') ++i;
  }
  return scratch;
}

void AppendCell(std::string_view text, std::string& out) {
  const bool edges = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  bool plain = !edges;
  for (const char c : text) plain &= c != ',' && c != '"' && c != '\r' && c != '\n';
  if (plain) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

namespace {

struct Synonym {
  Role role;
  std::string_view roster, insurance, labour,
      card;  // headers separated by ';'; the first is the English one of formats.md
};

constexpr std::string_view kIdHeaders =
    "id_number;id_no;id;idcard;id_card;id_card_no;idno;idnumber;cert_no;citizen_id;身份证号;身份证号码;公民身份号码;"
    "公民身份证号码;公民身份证号;"
    "居民身份证号;居民身份证号码;居民身份号码;有效身份证号;证件号码;证件号;有效证件号码;身份证件号码;身份证件号;身份证;"
    "身份号码;社会保障号;社会保障号码;"
    "社会保障卡号码;个人身份号码;公民身份证";
constexpr std::string_view kNameHeaders =
    "name;full_name;fullname;person_name;姓名;人员姓名;劳动者姓名;劳动力姓名;参保人姓名;参保人;参保人员姓名;持卡人姓名;"
    "持卡人;本人姓名;职工姓名;个人姓名;"
    "户籍姓名";
constexpr std::string_view kSexHeaders = "sex;gender;性别;性别代码";
constexpr std::string_view kPhoneHeaders =
    "phone;mobile;telephone;tel;phone_number;mobile_phone;cellphone;联系电话;手机号;手机号码;电话;电话号码;联系方式;"
    "手机;移动电话;联系手机;本人电话;"
    "联系电话1;本人联系电话;联系号码";
constexpr std::string_view kRegionHeaders =
    "region;region_code;area;area_code;户籍地;户籍地区;户籍所在地;户籍地址;户籍区划;户籍行政区划;户籍地行政区划;"
    "户籍地行政区划代码;行政区划;行政区划代码;"
    "区划代码;参保地;参保地区;所在地区;所在区划;家庭住址所在区划";
constexpr std::string_view kUnitHeaders =
    "unit;unit_code;credit_code;uscc;employer_code;单位代码;统一社会信用代码;单位统一社会信用代码;用人单位代码;"
    "单位编号;社会信用代码;信用代码;"
    "用人单位统一社会信用代码;参保单位代码;参保单位编号;单位社保编号;企业代码;就业单位代码;就业单位统一社会信用代码";
constexpr std::string_view kUnitNameHeaders =
    "unit_name;employer;employer_name;company;company_name;就业单位;就业单位名称;单位名称;参保单位;用人单位;"
    "用人单位名称;工作单位;工作单位名称;"
    "参保单位名称;务工单位;务工单位名称;务工企业;企业名称;单位;所在单位;就业企业";

constexpr std::array<Synonym, kRoles> kSynonyms = {{
    {Role::kId, kIdHeaders, kIdHeaders, kIdHeaders, kIdHeaders},
    {Role::kName, kNameHeaders, kNameHeaders, kNameHeaders, kNameHeaders},
    {Role::kSex, kSexHeaders, kSexHeaders, kSexHeaders, kSexHeaders},
    {Role::kPhone, kPhoneHeaders, kPhoneHeaders, kPhoneHeaders, kPhoneHeaders},
    {Role::kRegion, kRegionHeaders, kRegionHeaders, kRegionHeaders, kRegionHeaders},
    {Role::kProvince, "省;省份;province", "", "", ""},
    {Role::kCity, "市;市州;地市;城市;city", "", "", ""},
    {Role::kCounty, "县;区县;县区;县市区;县市;county", "", "", ""},
    {Role::kTown, "乡镇;乡;镇;乡镇街道;town", "", "", ""},
    {Role::kVillage, "村;行政村;村社区;village", "", "", ""},
    {Role::kStatus,
     "status;employment;employment_status;就业状态;就业情况;就业失业状态;就业状况;从业状态;从业状况;务工状态;务工情况;"
     "状态;是否就业;当前状态",
     "", "", ""},
    {Role::kUnit, kUnitHeaders, kUnitHeaders, "", ""},
    {Role::kUnitName, kUnitNameHeaders, kUnitNameHeaders, "", ""},
    {Role::kScheme, "",
     "scheme;insurance_type;险种;险种类型;参保险种;险种名称;参保类型;参保类别;险种类别;保险类型;养老保险类型", "", ""},
    {Role::kState, "",
     "state;status;insured_state;参保状态;缴费状态;状态;人员参保状态;个人参保状态;人员状态;参保缴费状态;当前参保状态;"
     "参保状态代码",
     "state;status;employment_status;就业状态;就业失业状态;状态;人员状态;就业情况;就业状况;当前就业状态;就业状态代码",
     "state;status;card_state;card_status;卡状态;状态;社保卡状态;卡片状态;应用状态;社会保障卡状态;卡状态代码"},
    {Role::kSince, "",
     "since;start;start_month;insured_since;起始年月;参保年月;开始年月;参保日期;起始日期;首次参保年月;首次参保日期;"
     "参保时间;参保起始年月;参保起始日期;"
     "参保开始时间;开始日期;本次参保日期;缴费起始年月;参保开始日期;起始时间",
     "updated;update_time;updated_at;update_date;更新日期;更新时间;登记日期;登记时间;最后更新时间;最近更新时间;"
     "采集时间;采集日期;数据更新时间;修改时间",
     "issued;issue_date;issued_at;发卡日期;制卡日期;发卡时间;领卡日期;领卡时间;制卡时间;签发日期"},
}};

std::string_view HeadersOf(const Synonym& synonym, TableKind kind) {
  const std::string_view of[] = {synonym.roster, synonym.insurance, synonym.labour, synonym.card};
  return of[static_cast<std::size_t>(kind)];
}

// Headers are compared without blanks, brackets and their contents, stars, and in lower case.
std::string FoldHeader(std::string_view text) {
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = NextCodePoint(text, i);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == '(' || c == '[') ++depth;
    if (depth == 0 && !IsBlank(c) && c != '*' && c != ':' && c != 0x2605)
      AppendCodePoint(c >= 'A' && c <= 'Z' ? c + 32 : c, out);
    if ((c == ')' || c == ']') && depth > 0) --depth;
  }
  return out;
}

bool InList(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t end = list.find(';');
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(end == kNowhere ? list.size() : end + 1);
  }
  return false;
}

Role RoleOf(std::string_view header, TableKind kind, const HeaderMap& map) {
  const std::string folded = FoldHeader(header);
  if (folded.empty()) return Role::kNone;
  for (const auto& entry : map) {
    if (FoldHeader(entry.second) != folded) continue;
    for (const Synonym& synonym : kSynonyms) {
      if (NameOf(synonym.role) == entry.first || InList(HeadersOf(synonym, kind), entry.first)) return synonym.role;
    }
  }
  for (const Synonym& synonym : kSynonyms) {
    if (InList(HeadersOf(synonym, kind), folded)) return synonym.role;
  }
  return Role::kNone;
}

}  // namespace

std::string_view NameOf(Role role) {
  static constexpr std::string_view kNames[] = {"id_number", "name",   "sex",   "phone",   "region", "province",
                                                "city",      "county", "town",  "village", "status", "unit",
                                                "unit_name", "scheme", "state", "since",   ""};
  return kNames[static_cast<std::size_t>(role)];
}

bool SameHeader(std::string_view a, std::string_view b) { return FoldHeader(a) == FoldHeader(b); }

bool IsFieldName(std::string_view name) {
  if (name.empty()) return false;
  return std::any_of(kSynonyms.begin(), kSynonyms.end(), [&](const Synonym& synonym) {
    return NameOf(synonym.role) == name || InList(synonym.roster, name) || InList(synonym.insurance, name) ||
           InList(synonym.labour, name) || InList(synonym.card, name);
  });
}

bool ReadHeader(const std::vector<std::string>& cells, TableKind kind, const HeaderMap& map, Header& header) {
  header = Header{};
  std::fill(std::begin(header.column), std::end(header.column), -1);
  int known = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Role role = RoleOf(cells[i], kind, map);
    if (role == Role::kNone) {
      if (!Trim(cells[i]).empty()) header.unknown.emplace_back(Trim(cells[i]));
      continue;
    }
    if (role == Role::kRegion && kind == TableKind::kSocialInsurance && header.work_place < 0) {
      const std::string folded = FoldHeader(cells[i]);
      if (folded.rfind("户籍", 0) != 0 && folded.rfind("家庭", 0) != 0) header.work_place = static_cast<int>(i);
    }
    int& column = header.column[static_cast<std::size_t>(role)];
    if (column >= 0) {
      header.repeated.emplace_back(Trim(cells[i]));
    } else {
      column = static_cast<int>(i), ++known;
    }
  }
  header.columns = static_cast<int>(cells.size());
  return header.Of(Role::kId) >= 0 && (known >= 2 || cells.size() == 1);
}

}  // namespace gq::reconcile
