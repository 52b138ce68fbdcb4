// Relations of points and ranges (DMN 1.5, 10.3.4.8, after Allen's interval algebra).
#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

// Both sides of a relation. An open side of a range ("<10") has no end to compare and makes the relation unknown.
struct Pair {
  const Value& a;
  const Value& b;
  bool unknown = false;

  bool a_range() const { return a.IsRange(); }
  bool b_range() const { return b.IsRange(); }

  int Order(const Value& x, const Value& y) {
    const auto order = Compare(x, y);
    unknown |= !order;
    return order.value_or(0);
  }
};

using Relation = bool (*)(Pair&);

Value Decide(const Arguments& arguments, Relation relation) {
  Pair pair{arguments[0], arguments[1]};
  const bool holds = relation(pair);
  return pair.unknown ? arguments.Error("两个值不能比较先后") : Value::Boolean(holds);
}

bool Before(Pair& p) {
  if (!p.a_range() && !p.b_range()) return p.Order(p.a, p.b) < 0;
  if (!p.a_range()) {
    const int order = p.Order(p.a, p.b.range().start);
    return order < 0 || (order == 0 && !p.b.range().start_included);
  }
  if (!p.b_range()) {
    const int order = p.Order(p.a.range().end, p.b);
    return order < 0 || (order == 0 && !p.a.range().end_included);
  }
  const int order = p.Order(p.a.range().end, p.b.range().start);
  return order < 0 || (order == 0 && (!p.a.range().end_included || !p.b.range().start_included));
}

bool After(Pair& p) {
  Pair swapped{p.b, p.a};
  const bool holds = Before(swapped);
  p.unknown |= swapped.unknown;
  return holds;
}

bool Meets(Pair& p) {
  if (!p.a_range() || !p.b_range()) return p.unknown = true;
  return p.a.range().end_included && p.b.range().start_included && p.Order(p.a.range().end, p.b.range().start) == 0;
}

bool MetBy(Pair& p) {
  Pair swapped{p.b, p.a};
  const bool holds = Meets(swapped);
  p.unknown |= swapped.unknown;
  return holds;
}

// a.start against b.start: below zero when a begins earlier, an excluded start being later than an included one.
int StartOrder(Pair& p, const Range& a, const Range& b) {
  const int order = p.Order(a.start, b.start);
  if (order != 0 || a.start_included == b.start_included) return order;
  return a.start_included ? -1 : 1;
}

int EndOrder(Pair& p, const Range& a, const Range& b) {
  const int order = p.Order(a.end, b.end);
  if (order != 0 || a.end_included == b.end_included) return order;
  return a.end_included ? 1 : -1;
}

// Whether they share a point.
bool Touch(Pair& p, const Range& a, const Range& b) {
  const int left = p.Order(a.end, b.start), right = p.Order(b.end, a.start);
  return (left > 0 || (left == 0 && a.end_included && b.start_included)) &&
         (right > 0 || (right == 0 && b.end_included && a.start_included));
}

bool Overlaps(Pair& p) {
  if (!p.a_range() || !p.b_range()) return p.unknown = true;
  return Touch(p, p.a.range(), p.b.range());
}

bool OverlapsBefore(Pair& p) {
  if (!p.a_range() || !p.b_range()) return p.unknown = true;
  const Range &a = p.a.range(), &b = p.b.range();
  return Touch(p, a, b) && StartOrder(p, a, b) < 0 && EndOrder(p, a, b) <= 0;
}

bool OverlapsAfter(Pair& p) {
  if (!p.a_range() || !p.b_range()) return p.unknown = true;
  const Range &a = p.a.range(), &b = p.b.range();
  return Touch(p, a, b) && StartOrder(p, a, b) > 0 && EndOrder(p, a, b) >= 0;
}

bool Finishes(Pair& p) {
  if (!p.b_range()) return p.unknown = true;
  const Range& b = p.b.range();
  if (!p.a_range()) return b.end_included && p.Order(p.a, b.end) == 0;
  const Range& a = p.a.range();
  return a.end_included == b.end_included && p.Order(a.end, b.end) == 0 && StartOrder(p, a, b) >= 0;
}

bool FinishedBy(Pair& p) {
  Pair swapped{p.b, p.a};
  const bool holds = Finishes(swapped);
  p.unknown |= swapped.unknown;
  return holds;
}

bool Includes(Pair& p) {
  if (!p.a_range()) return p.unknown = true;
  const Range& a = p.a.range();
  if (!p.b_range()) {
    const auto inside = Contains(a, p.b);
    p.unknown |= !inside;
    return inside.value_or(false);
  }
  return StartOrder(p, a, p.b.range()) <= 0 && EndOrder(p, a, p.b.range()) >= 0;
}

bool During(Pair& p) {
  Pair swapped{p.b, p.a};
  const bool holds = Includes(swapped);
  p.unknown |= swapped.unknown;
  return holds;
}

bool Starts(Pair& p) {
  if (!p.b_range()) return p.unknown = true;
  const Range& b = p.b.range();
  if (!p.a_range()) return b.start_included && p.Order(p.a, b.start) == 0;
  const Range& a = p.a.range();
  return a.start_included == b.start_included && p.Order(a.start, b.start) == 0 && EndOrder(p, a, b) <= 0;
}

bool StartedBy(Pair& p) {
  Pair swapped{p.b, p.a};
  const bool holds = Starts(swapped);
  p.unknown |= swapped.unknown;
  return holds;
}

bool Coincides(Pair& p) {
  if (p.a_range() != p.b_range()) return p.unknown = true;
  if (!p.a_range()) return p.Order(p.a, p.b) == 0;
  return StartOrder(p, p.a.range(), p.b.range()) == 0 && EndOrder(p, p.a.range(), p.b.range()) == 0;
}

template <Relation relation>
Value Call(const Arguments& arguments) {
  return Decide(arguments, relation);
}

// Every mixture of points and ranges has its own parameter names.
constexpr BuiltinRow kRows[] = {
    {"before", "point1:a, point2:a", Call<Before>},
    {"before", "point:a, range:a", Call<Before>},
    {"before", "range:a, point:a", Call<Before>},
    {"before", "range1:a, range2:a", Call<Before>},
    {"after", "point1:a, point2:a", Call<After>},
    {"after", "point:a, range:a", Call<After>},
    {"after", "range:a, point:a", Call<After>},
    {"after", "range1:a, range2:a", Call<After>},
    {"meets", "range1:a, range2:a", Call<Meets>},
    {"met by", "range1:a, range2:a", Call<MetBy>},
    {"overlaps", "range1:a, range2:a", Call<Overlaps>},
    {"overlaps before", "range1:a, range2:a", Call<OverlapsBefore>},
    {"overlaps after", "range1:a, range2:a", Call<OverlapsAfter>},
    {"finishes", "point:a, range:a", Call<Finishes>},
    {"finishes", "range1:a, range2:a", Call<Finishes>},
    {"finished by", "range:a, point:a", Call<FinishedBy>},
    {"finished by", "range1:a, range2:a", Call<FinishedBy>},
    {"includes", "range:a, point:a", Call<Includes>},
    {"includes", "range1:a, range2:a", Call<Includes>},
    {"during", "point:a, range:a", Call<During>},
    {"during", "range1:a, range2:a", Call<During>},
    {"starts", "point:a, range:a", Call<Starts>},
    {"starts", "range1:a, range2:a", Call<Starts>},
    {"started by", "range:a, point:a", Call<StartedBy>},
    {"started by", "range1:a, range2:a", Call<StartedBy>},
    {"coincides", "point1:a, point2:a", Call<Coincides>},
    {"coincides", "range1:a, range2:a", Call<Coincides>},
};

}  // namespace

std::span<const BuiltinRow> RangeBuiltins() { return kRows; }

}  // namespace gq::policy
