#include "kits/store/list_query.h"

#include <algorithm>

#include "kits/codes/code_tables.h"
#include "kits/codes/name_variants.h"
#include "kits/store/layout.h"
#include "kits/store/record_json.h"

namespace gq {

namespace {

Error BadField(std::string_view field, std::string message, std::string hint) {
  Error error{&kBadInput, std::move(message), std::move(hint), {}};
  error.With("field", std::string(field));
  return error;
}

std::optional<std::int64_t> ParseInteger(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::int64_t n = 0;
  std::size_t at = text[0] == '-' ? 1 : 0;
  if (at == text.size()) return std::nullopt;
  for (; at < text.size(); ++at) {
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    n = n * 10 + (text[at] - '0');
  }
  return text[0] == '-' ? -n : n;
}

std::optional<Condition::Op> OpOf(std::string_view suffix) {
  if (suffix.empty()) return Condition::Op::kEqual;
  if (suffix == "ge") return Condition::Op::kGreaterEqual;
  if (suffix == "le") return Condition::Op::kLessEqual;
  if (suffix == "in") return Condition::Op::kIn;
  if (suffix == "empty") return Condition::Op::kEmpty;
  if (suffix == "like") return Condition::Op::kLike;
  return std::nullopt;
}

Result<CodeRange> RegionRange(std::string_view text) {
  const auto code = ParseInteger(text);
  if (!code || *code < 100'000'000'000 || *code > 999'999'999'999)
    return Fail(BadField("region", "地区代码须是 12 位数字", "请从地区树里选择"));
  for (const std::int64_t span : {10'000'000'000LL, 100'000'000LL, 1'000'000LL, 1'000LL}) {
    if (*code % span == 0) return CodeRange{*code, *code + span - 1};
  }
  return CodeRange{*code, *code};
}

Result<Condition> ParseCondition(const RecordType& type, const std::string& key, const std::string& text) {
  const auto dot = key.find('.');
  const std::string_view name = std::string_view(key).substr(0, dot);
  const auto op = OpOf(dot == std::string::npos ? std::string_view() : std::string_view(key).substr(dot + 1));
  const Field* field = type.FindField(name);
  if (field == nullptr) return Fail(BadField(key, "没有这个筛选条件：" + key, "可用的字段见 /api/meta/records"));
  if (!op) return Fail(BadField(key, "不认识的比较方式：" + key, "可用 ge le in empty like"));
  if (!(*op == Condition::Op::kLike ? field->searchable : field->filterable)) {
    return Fail(BadField(key, "“" + std::string(field->zh) + "”不能用来筛选", "可筛选的字段见 /api/meta/records"));
  }
  Condition condition{field, *op, {}};
  if (*op == Condition::Op::kEmpty) {
    if (text == "0") condition.op = Condition::Op::kNotEmpty;
    return condition;
  }
  if (*op == Condition::Op::kLike) {
    condition.values.push_back(TypedText(*field, text));
    return condition;
  }
  const bool coded = field->meaning == Meaning::kCode || field->meaning == Meaning::kCodes;
  std::string_view rest = text;
  while (true) {
    const auto comma = *op == Condition::Op::kIn ? rest.find(',') : std::string_view::npos;
    const std::string_view one = rest.substr(0, comma);
    if (coded && !IsCodeOf(field->codes, one))
      return Fail(BadField(key, "“" + std::string(field->zh) + "”没有这个代码", "可用的代码见 /api/meta/codes"));
    condition.values.push_back(TRY(ParseFilterValue(*field, one)));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (condition.values.size() > 200) return Fail(BadField(key, "一次最多筛选 200 个值", "请分几次"));
  return condition;
}

Result<int> ParseBounded(std::string_view name, std::string_view text, int low, int high) {
  const auto n = ParseInteger(text);
  if (!n || *n < low || *n > high) {
    return Fail(BadField(
        name, std::string(name) + " 须在 " + std::to_string(low) + " 与 " + std::to_string(high) + " 之间", ""));
  }
  return static_cast<int>(*n);
}

}  // namespace

Result<Value> ParseFilterValue(const Field& field, std::string_view text) {
  const auto bad = [&](std::string_view expected) {
    return Fail(BadField(field.name, "“" + std::string(field.zh) + "”的值不对", "应为" + std::string(expected)));
  };
  switch (field.type) {
    case FieldType::kText:
      return TypedText(field, text);
    case FieldType::kDate: {
      const auto date = Date::Parse(text);
      if (!date) return bad("日期，如 2026-08-21");
      return Value(std::int64_t{date->ToYmdInt()});
    }
    case FieldType::kMonth: {
      const auto month = Month::Parse(text);
      if (!month) return bad("月份，如 2026-08");
      return Value(std::int64_t{month->ToInt()});
    }
    case FieldType::kBool:
      if (text != "true" && text != "false") return bad(" true 或 false");
      return Value(std::int64_t{text == "true"});
    case FieldType::kUuid: {
      const auto id = Uuid::Parse(text);
      if (!id) return bad("编号");
      return Value(Bytes{id->ToBytes()});
    }
    case FieldType::kSecret:
      return bad("不能按密文筛选");
    default: {
      const auto n = ParseInteger(text);
      if (!n) return bad("整数");
      return Value(*n);
    }
  }
}

std::string ContainsSql(std::string_view column, std::string_view text, std::size_t first,
                        std::vector<std::string>& patterns) {
  std::string sql;
  for (const std::string& spelling : SpellingsOf(text)) {
    std::string pattern = "%";
    for (const char c : spelling) {
      if (c == '%' || c == '_' || c == '\\') pattern += '\\';
      pattern += c;
    }
    patterns.push_back(pattern + "%");
    sql += (sql.empty() ? "(" : " OR ") + std::string(column) + " LIKE ?" + std::to_string(first++) + " ESCAPE '\\'";
  }
  return sql + ")";
}

Result<ListQuery> ParseListQuery(const RecordType& type, const QueryParams& params,
                                 std::initializer_list<std::string_view> taken) {
  ListQuery query;
  query.type = &type;
  for (const auto& [key, text] : params) {
    if (std::find(taken.begin(), taken.end(), key) != taken.end()) continue;
    if (key == "size") {
      query.size = TRY(ParseBounded(key, text, 1, 200));
    } else if (key == "page") {
      query.page = TRY(ParseBounded(key, text, 1, 100'000));
    } else if (key == "region" && type.FindField("home_code") != nullptr) {
      query.region = TRY(RegionRange(text));
    } else if (key == "sort") {
      query.descending = !text.empty() && text[0] == '-';
      query.sort = type.FindField(std::string_view(text).substr(query.descending ? 1 : 0));
      if (query.sort == nullptr || !query.sort->sortable)
        return Fail(BadField("sort", "不能按这个字段排序：" + text, "可排序的字段见 /api/meta/records"));
    } else {
      query.conditions.push_back(TRY(ParseCondition(type, key, text)));
    }
  }
  return query;
}

namespace {

bool Touches(const std::vector<CodeRange>& ranges, CodeRange region) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const CodeRange& own) { return own.low <= region.high && region.low <= own.high; });
}

// A region of the reader's working side is a place of work; one of both sides is either.
bool MeansWork(const Scope& scope, const ListQuery& query) {
  return query.region && !scope.everything && query.type->FindField("work_code") != nullptr &&
         Touches(scope.work, *query.region);
}

std::string InRegion(const Scope& scope, const ListQuery& query, const std::string& alias) {
  const std::string bounds =
      " BETWEEN " + std::to_string(query.region->low) + " AND " + std::to_string(query.region->high);
  const std::string home = alias + ".home_code" + bounds, work = alias + ".work_code" + bounds;
  if (!MeansWork(scope, query)) return home;
  return Touches(scope.home, *query.region) ? "(" + home + " OR " + work + ")" : work;
}

struct Built {
  std::string where;  // without scope
  std::vector<Value> values;
};

std::string Bind(Built& built, Value value) {
  built.values.push_back(std::move(value));
  return "?" + std::to_string(built.values.size());
}

Built BuildConditions(const Scope& scope, const ListQuery& query, std::string_view alias) {
  Built built;
  const auto add = [&](const std::string& sql) { built.where += " AND " + sql; };
  if (query.region) add(InRegion(scope, query, std::string(alias)));
  for (const auto& condition : query.conditions) {
    const std::string column = "p." + std::string(condition.field->name);
    switch (condition.op) {
      case Condition::Op::kEqual:
        add(column + " = " + Bind(built, condition.values[0]));
        break;
      case Condition::Op::kGreaterEqual:
        add(column + " >= " + Bind(built, condition.values[0]));
        break;
      case Condition::Op::kLessEqual:
        add(column + " <= " + Bind(built, condition.values[0]));
        break;
      case Condition::Op::kIn: {
        std::string in;
        for (const auto& value : condition.values) in += (in.empty() ? "" : ", ") + Bind(built, value);
        add(column + " IN (" + in + ")");
        break;
      }
      case Condition::Op::kEmpty:
        add(column + " IS NULL");
        break;
      case Condition::Op::kNotEmpty:
        add(column + " IS NOT NULL");
        break;
      case Condition::Op::kLike: {
        std::vector<std::string> patterns;
        add(ContainsSql(column, *AsText(condition.values[0]), built.values.size() + 1, patterns));
        built.values.insert(built.values.end(), patterns.begin(), patterns.end());
        break;
      }
    }
  }
  if (!query.extra.empty()) add("(" + query.extra + ")");
  return built;
}

bool IsPlace(const ListQuery& query) { return query.type->scope == ScopeRule::kPlace; }

// Nothing wider than a village has to be read: then read it through the home index and sort.
bool IsNarrow(const Scope& scope, const ListQuery& query) {
  constexpr std::int64_t kVillages = 1000;  // codes below a township
  if (query.region) return !MeansWork(scope, query) && query.region->high - query.region->low < kVillages;
  return !scope.everything && scope.home.size() == 1 && scope.work.empty() && !scope.HasPeopleOfItsOwn() &&
         scope.home[0].high - scope.home[0].low < kVillages;
}

// Wider than that, SQLite has to walk the index of the sort field and stop after the page; having no statistics, it
// would take the home index and sort everybody. A plus in front of the column keeps an index from being used for it.
// The indexes of sort fields end in home_code, so that people of other places are passed over without reading their
// rows.
std::string PredicateAlias(const Store& store, const Scope& scope, const ListQuery& query) {
  const bool walks = store.dialect() == db::Dialect::kSqlite && IsPlace(query) && query.sort != nullptr &&
                     !IsNarrow(scope, query) && !scope.HasPeopleOfItsOwn();
  return walks ? "+p" : "p";
}

bool SortsUnknown(const ListQuery& query) {
  return std::any_of(query.conditions.begin(), query.conditions.end(),
                     [&](const Condition& c) { return c.field == query.sort && c.op == Condition::Op::kEmpty; });
}

std::string OrderBy(const ListQuery& query) {
  if (query.sort == nullptr) return IsPlace(query) ? "p.home_code, p.id" : "p.id";
  const std::string direction = query.descending ? " DESC" : "", id = "p.id" + direction;
  return SortsUnknown(query) ? id : "p." + std::string(query.sort->name) + direction + ", " + id;
}

// Rows of a list from `offset` on.
struct Slice {
  std::int64_t offset = 0, rows = 0;
};

// SQLite's planner has no statistics of a village: it would walk an index of the sort field over the whole province.
std::string From(const Store& store, const Scope& scope, const ListQuery& query) {
  const std::string type(query.type->name);
  const bool has_home_index = type == "person" || type == "spell";
  const bool by_home =
      store.dialect() == db::Dialect::kSqlite && has_home_index && query.sort != nullptr && IsNarrow(scope, query);
  return " FROM " + type + " p" + (by_home ? " INDEXED BY " + type + "_home" : "");
}

std::string ComposeList(const Store& store, const Scope& scope, const ListQuery& query, const Built& built,
                        const std::optional<Slice>& slice) {
  const std::string columns = "SELECT " + store::LayoutOf(*query.type).select_list;
  const std::string order = " ORDER BY " + OrderBy(query);
  const std::string page =
      slice ? " LIMIT " + std::to_string(slice->rows) + " OFFSET " + std::to_string(slice->offset) : "";
  const bool two_sided =
      IsPlace(query) && !scope.everything && !scope.home.empty() && !scope.work.empty() && !scope.HasPeopleOfItsOwn();
  if (!two_sided) {
    return columns + From(store, scope, query) + " WHERE " +
           Store::Predicate(scope, *query.type, PredicateAlias(store, scope, query)) + built.where + order + page;
  }
  Scope home = scope, work = scope;
  home.work.clear();
  work.home.clear();
  const std::string head = slice ? " LIMIT " + std::to_string(slice->offset + slice->rows) : "";
  const std::string first = "SELECT p.*" + From(store, home, query) + " WHERE " +
                            Store::Predicate(home, *query.type, "p") + built.where + order + head;
  const std::string second = "SELECT p.*" + From(store, work, query) + " WHERE " +
                             Store::Predicate(work, *query.type, "p") + " AND NOT " +
                             Store::Predicate(home, *query.type, "p") + built.where + order + head;
  return columns + " FROM (SELECT * FROM (" + first + ") h UNION ALL SELECT * FROM (" + second + ") w) p" + order +
         page;
}

Status Run(Store& store, const Scope& scope, const ListQuery& query, const std::optional<Slice>& slice,
           const db::RowFunction& each) {
  const Built built = BuildConditions(scope, query, PredicateAlias(store, scope, query));
  std::vector<db::Param> params;
  for (const auto& value : built.values) {
    if (const std::int64_t* n = AsInteger(value))
      params.emplace_back(*n);
    else if (const std::string* text = AsText(value))
      params.emplace_back(*text);
    else if (const Bytes* bytes = AsBytes(value))
      params.emplace_back(db::Blob{bytes->data});
  }
  // The predicate is in the text already; the marker says that this is on purpose.
  return store.Query(scope, "{shared}" + ComposeList(store, scope, query, built, slice), db::Params(params), each,
                     !slice);
}

// What is not known comes last in both directions. An order that says so is no index's order downwards on PostgreSQL,
// nor that of an index without what is not known: the list is that of the known, then that of the others.
bool MayBeUnknown(const ListQuery& query) {
  if (query.sort == nullptr || query.sort->required || query.sort->read_only) return false;
  return std::none_of(query.conditions.begin(), query.conditions.end(),
                      [&](const Condition& c) { return c.field == query.sort; });  // it is asked which
}

ListQuery Narrowed(ListQuery query, Condition::Op op) {
  query.conditions.push_back({query.sort, op, {}});
  return query;
}

// list and employment by equality, and a region: answered by person_count.
bool IsCounted(const Scope& scope, const ListQuery& query) {
  if (query.type->name != "person" || !query.extra.empty() || !scope.work.empty() || scope.HasPeopleOfItsOwn())
    return false;
  return std::all_of(query.conditions.begin(), query.conditions.end(), [](const Condition& c) {
    return (c.field->name == "list" || c.field->name == "employment") &&
           (c.op == Condition::Op::kEqual || c.op == Condition::Op::kIn);
  });
}

}  // namespace

Status RunList(Store& store, const Scope& scope, const ListQuery& query, const db::RowFunction& each) {
  const Slice page{static_cast<std::int64_t>(query.page - 1) * query.size, query.size};
  if (!MayBeUnknown(query)) return Run(store, scope, query, page, each);
  const ListQuery known = Narrowed(query, Condition::Op::kNotEmpty);
  std::int64_t listed = 0;
  TRY(Run(store, scope, known, page, [&](const db::Row& row) {
    ++listed;
    return each(row);
  }));
  if (listed == page.rows) return Ok();
  const bool met = listed > 0 || page.offset == 0;  // the end of what is known lies on this page
  const std::int64_t before = met ? page.offset + listed : TRY(CountList(store, scope, known));
  return Run(store, scope, Narrowed(query, Condition::Op::kEmpty),
             Slice{page.offset + listed - before, page.rows - listed}, each);
}

Status RunWhole(Store& store, const Scope& scope, const ListQuery& query, const db::RowFunction& each) {
  if (!MayBeUnknown(query)) return Run(store, scope, query, {}, each);
  TRY(Run(store, scope, Narrowed(query, Condition::Op::kNotEmpty), {}, each));
  return Run(store, scope, Narrowed(query, Condition::Op::kEmpty), {}, each);
}

Result<std::int64_t> CountList(Store& store, const Scope& scope, const ListQuery& query) {
  const Built built = BuildConditions(scope, query, "p");
  std::vector<db::Param> params;
  for (const auto& value : built.values) {
    if (const std::int64_t* n = AsInteger(value))
      params.emplace_back(*n);
    else if (const std::string* text = AsText(value))
      params.emplace_back(*text);
    else if (const Bytes* bytes = AsBytes(value))
      params.emplace_back(db::Blob{bytes->data});
  }
  const std::string what = IsCounted(scope, query) ? "CAST(COALESCE(SUM(p.n), 0) AS BIGINT) FROM person_count"
                                                   : "count(*) FROM " + std::string(query.type->name);
  std::int64_t count = 0;
  // The counters of a province: one pass over them is faster than the index.
  const bool pass =
      store.dialect() == db::Dialect::kSqlite && IsCounted(scope, query) && !IsNarrow(scope, query) && !query.region;
  TRY(store.Query(
      scope,
      "{shared}SELECT " + what + " p WHERE " + Store::Predicate(scope, *query.type, pass ? "+p" : "p") + built.where,
      db::Params(params), [&](const db::Row& row) {
        count = row.Int(0);
        return Ok();
      }));
  return count;
}

}  // namespace gq
