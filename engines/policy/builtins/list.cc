// List functions (DMN 1.5, 10.3.4.4), without the statistics.
#include <algorithm>
#include <unordered_map>

#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

bool Same(const Value& a, const Value& b) { return Equals(a, b).value_or(false); }

Value Made(const Arguments& a, List list) {
  if (list.size() > kListMax) return a.machine.Stop("列表过长，已停止");
  if (!a.machine.CountSteps(static_cast<std::int64_t>(list.size()))) return {};
  return Value::OfList(std::move(list));
}

// Index of a position that counts from 1, or from the back when negative; nothing when outside.
std::optional<std::size_t> IndexOf(const Value& position, std::size_t size) {
  const auto at = position.number().Truncate().ToInteger();
  const auto length = static_cast<std::int64_t>(size);
  if (!at || *at == 0 || *at > length || *at < -length) return std::nullopt;
  return static_cast<std::size_t>(*at > 0 ? *at - 1 : length + *at);
}

Value ListContains(const Arguments& a) {
  const List& list = a[0].list();
  return Value::Boolean(
      std::any_of(list.begin(), list.end(), [&](const Value& element) { return Same(element, a[1]); }));
}

Value Count(const Arguments& a) { return Value::Integer(static_cast<std::int64_t>(a[0].list().size())); }

// all() and any(): booleans and nulls only; `deciding` settles it whatever the others are.
Value Quantify(const Arguments& a, bool deciding) {
  bool unknown = false, decided = false;
  for (const Value& element : a[0].list()) {
    if (!element.IsBoolean() && !element.IsNull()) return a.Error("列表应只有是否");
    unknown |= element.IsNull();
    decided |= element.IsBoolean() && element.boolean() == deciding;
  }
  if (decided) return Value::Boolean(deciding);
  return unknown ? Value() : Value::Boolean(!deciding);
}

Value All(const Arguments& a) { return Quantify(a, false); }
Value Any(const Arguments& a) { return Quantify(a, true); }

Value Sublist(const Arguments& a) {
  const List& list = a[0].list();
  const auto start = IndexOf(a[1], list.size());
  if (!start) return a.Error("起点超出列表");
  std::size_t length = list.size() - *start;
  if (a.Has(2)) {
    const auto given = a[2].IsNull() ? std::nullopt : a[2].number().Truncate().ToInteger();
    if (!given || *given < 1 || static_cast<std::uint64_t>(*given) > length) return a.Error("长度超出列表");
    length = static_cast<std::size_t>(*given);
  }
  const auto first = list.begin() + static_cast<std::ptrdiff_t>(*start);
  return Made(a, List(first, first + static_cast<std::ptrdiff_t>(length)));
}

Value Append(const Arguments& a) {
  List list = a[0].list();
  if (a.Has(1)) list.insert(list.end(), a[1].list().begin(), a[1].list().end());
  return Made(a, std::move(list));
}

Value Concatenate(const Arguments& a) {
  List list;
  for (const Value& part : a[0].list()) {
    if (part.IsNull()) return a.Error("要连接的列表是空值");
    if (part.IsList()) {
      list.insert(list.end(), part.list().begin(), part.list().end());
    } else {
      list.push_back(part);
    }
    if (list.size() > kListMax) break;
  }
  return Made(a, std::move(list));
}

Value InsertBefore(const Arguments& a) {
  List list = a[0].list();
  const auto at = IndexOf(a[1], list.size());
  if (!at) return a.Error("位置超出列表");
  list.insert(list.begin() + static_cast<std::ptrdiff_t>(*at), a[2]);
  return Made(a, std::move(list));
}

Value Remove(const Arguments& a) {
  List list = a[0].list();
  const auto at = IndexOf(a[1], list.size());
  if (!at) return a.Error("位置超出列表");
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(*at));
  return Made(a, std::move(list));
}

Value ReplaceAt(const Arguments& a) {
  List list = a[0].list();
  const auto at = IndexOf(a[1], list.size());
  if (!at) return a.Error("位置超出列表");
  list[*at] = a[2];
  return Made(a, std::move(list));
}

Value ReplaceMatches(const Arguments& a) {
  List list = a[0].list();
  if (a[1].function().kind == Function::Kind::kLambda && a[1].function().definition->bindings.size() != 2)
    return a.Error("list replace 的函数应有两个参数");
  for (Value& element : list) {
    const Value verdict = a.machine.Call(a[1], {{}, {element, a[2]}});
    if (!verdict.IsBoolean()) return a.Error("list replace 的函数应给出是否");
    if (verdict.boolean()) element = a[2];
  }
  return Made(a, std::move(list));
}

Value Reverse(const Arguments& a) {
  List list = a[0].list();
  std::reverse(list.begin(), list.end());
  return Made(a, std::move(list));
}

Value IndexOfElement(const Arguments& a) {
  List positions;
  const List& list = a[0].list();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (Same(list[i], a[1])) positions.push_back(Value::Integer(static_cast<std::int64_t>(i) + 1));
  }
  return Made(a, std::move(positions));
}

// Different values in the order in which they first appear, and how often each was met. Numbers, texts and truth values
// are found by their text, the others by comparing.
class Tally {
 public:
  explicit Tally(Machine& machine) : machine_(machine) {}

  // False when that takes too many steps.
  bool Add(const Value& value) {
    if (value.IsNumber() || value.IsString() || value.IsBoolean()) {
      if (!machine_.CountSteps(1)) return false;
      const auto [at, fresh] = simple_.try_emplace(std::string(KindName(value.kind())) + value.ToText(), met_.size());
      if (!fresh) ++met_[at->second].times;
      if (fresh) met_.push_back({value, 1});
      return true;
    }
    if (!machine_.CountSteps(static_cast<std::int64_t>(others_.size()) / 16 + 1)) return false;
    const auto known =
        std::find_if(others_.begin(), others_.end(), [&](std::size_t at) { return Same(met_[at].value, value); });
    if (known != others_.end()) {
      ++met_[*known].times;
      return true;
    }
    others_.push_back(met_.size());
    met_.push_back({value, 1});
    return true;
  }

  List MetAtLeast(int times) const {
    List list;
    for (const Met& met : met_) {
      if (met.times >= times) list.push_back(met.value);
    }
    return list;
  }

 private:
  struct Met {
    Value value;
    int times;
  };
  Machine& machine_;
  std::vector<Met> met_;
  std::unordered_map<std::string, std::size_t> simple_;
  std::vector<std::size_t> others_;
};

Value TallyOf(const Arguments& a, const List& elements, int times) {
  Tally tally(a.machine);
  for (const Value& element : elements) {
    if (!tally.Add(element)) return {};
  }
  return Made(a, tally.MetAtLeast(times));
}

Value Union(const Arguments& a) {
  List elements;
  for (const Value& part : a[0].list()) {
    if (part.IsNull()) return a.Error("要合并的列表是空值");
    if (!part.IsList()) elements.push_back(part);
    if (part.IsList()) elements.insert(elements.end(), part.list().begin(), part.list().end());
    if (elements.size() > kListMax) return a.machine.Stop("列表过长，已停止");
  }
  return TallyOf(a, elements, 1);
}

Value DistinctValues(const Arguments& a) { return TallyOf(a, a[0].list(), 1); }
Value DuplicateValues(const Arguments& a) { return TallyOf(a, a[0].list(), 2); }

bool FlattenInto(const Arguments& a, const List& list, int depth, List* flat) {
  if (depth > 200) return false;
  for (const Value& element : list) {
    if (!a.machine.CountSteps(1)) return false;
    if (element.IsList()) {
      if (!FlattenInto(a, element.list(), depth + 1, flat)) return false;
    } else {
      flat->push_back(element);
    }
    if (flat->size() > kListMax) return false;
  }
  return true;
}

Value Flatten(const Arguments& a) {
  List flat;
  return FlattenInto(a, a[0].list(), 0, &flat) ? Made(a, std::move(flat)) : a.Error("列表过深或过长");
}

// Merge sort, because the function may contradict itself and std::sort must not be given such a comparison.
Value Sort(const Arguments& a) {
  List list = a[0].list();
  if (a[1].function().kind == Function::Kind::kLambda && a[1].function().definition->bindings.size() != 2)
    return a.Error("sort 的函数应有两个参数");
  bool wrong = false;
  const auto precedes = [&](const Value& x, const Value& y) {
    const Value verdict = a.machine.Call(a[1], {{}, {x, y}});
    wrong |= !verdict.IsBoolean();
    return verdict.IsTrue();
  };
  List buffer(list.size());
  for (std::size_t width = 1; width < list.size(); width *= 2) {
    for (std::size_t left = 0; left < list.size(); left += 2 * width) {
      const std::size_t middle = std::min(left + width, list.size()), right = std::min(left + 2 * width, list.size());
      std::size_t i = left, j = middle;
      for (std::size_t k = left; k < right; ++k) {
        const bool take_right = i == middle || (j < right && precedes(list[j], list[i]));
        buffer[k] = take_right ? list[j++] : list[i++];
        if (a.machine.stopped()) return {};
      }
    }
    list.swap(buffer);
  }
  return wrong ? a.Error("sort 的函数应给出是否") : Value::OfList(std::move(list));
}

// Without a function, the natural order.
Value SortNatural(const Arguments& a) {
  List list = a[0].list();
  for (std::size_t i = 1; i < list.size(); ++i) {
    if (!Compare(list[0], list[i])) return a.Error("列表的元素不能比较大小");
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Value& x, const Value& y) { return Compare(x, y).value_or(0) < 0; });
  return Made(a, std::move(list));
}

constexpr BuiltinRow kRows[] = {
    {"list contains", "list:l, element:a", ListContains},
    {"count", "list:L", Count},
    {"all", "list:L", All},
    {"any", "list:L", Any},
    {"sublist", "list:l, start position:n, length:n?~", Sublist},
    {"append", "list:l, item:v?", Append},
    {"concatenate", "list:v", Concatenate},
    {"insert before", "list:l, position:n, newItem:a", InsertBefore},
    {"remove", "list:l, position:n", Remove},
    {"list replace", "list:l, position:n, newItem:a", ReplaceAt},
    {"list replace", "list:l, match:f, newItem:a", ReplaceMatches},
    {"reverse", "list:l", Reverse},
    {"index of", "list:l, match:a", IndexOfElement},
    {"union", "list:v", Union},
    {"distinct values", "list:l", DistinctValues},
    {"duplicate values", "list:l", DuplicateValues},
    {"flatten", "list:l", Flatten},
    {"sort", "list:l, precedes:f", Sort},
    {"sort", "list:l", SortNatural},
};

}  // namespace

std::span<const BuiltinRow> ListBuiltins() { return kRows; }

}  // namespace gq::policy
