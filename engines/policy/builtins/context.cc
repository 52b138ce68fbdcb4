// Context functions (DMN 1.5, 10.3.4.10).
#include "engines/policy/builtins/registry.h"
#include "engines/policy/evaluate/machine.h"

namespace gq::policy {
namespace {

Value GetValue(const Arguments& a) {
  const Value* value = a[0].context().Find(a[1].text());
  return value != nullptr ? *value : Value();
}

Value GetEntries(const Arguments& a) {
  List entries;
  for (const auto& [key, value] : a[0].context().entries()) {
    Context entry;
    entry.Set("key", Value::Text(key));
    entry.Set("value", value);
    entries.push_back(Value::OfContext(std::move(entry)));
  }
  return Value::OfList(std::move(entries));
}

Value ContextOf(const Arguments& a) {
  Context context;
  for (const Value& entry : a[0].list()) {
    const Value* key = entry.IsContext() ? entry.context().Find("key") : nullptr;
    const Value* value = entry.IsContext() ? entry.context().Find("value") : nullptr;
    if (key == nullptr || value == nullptr || !key->IsString()) return a.Error("条目应有 key 与 value");
    if (context.Find(key->text()) != nullptr) return a.Error("条目 " + key->text() + " 重复");
    context.Set(key->text(), *value);
  }
  return Value::OfContext(std::move(context));
}

// Sets the entry at the end of a path of keys; null when the path leaves the contexts.
Value PutAt(const Arguments& a, const Value& target, const List& keys, std::size_t at, const Value& value) {
  if (!target.IsContext() || !keys[at].IsString()) return a.Error("键的路径不对");
  Context changed = target.context();
  if (at + 1 == keys.size()) {
    changed.Set(keys[at].text(), value);
    return Value::OfContext(std::move(changed));
  }
  const Value* inner = changed.Find(keys[at].text());
  if (inner == nullptr || at > 200) return a.Error("键的路径不对");
  Value put = PutAt(a, *inner, keys, at + 1, value);
  if (put.IsNull()) return put;
  changed.Set(keys[at].text(), std::move(put));
  return Value::OfContext(std::move(changed));
}

Value PutKey(const Arguments& a) { return PutAt(a, a[0], {a[1]}, 0, a[2]); }

Value PutKeys(const Arguments& a) {
  return a[1].list().empty() ? a.Error("键的路径是空的") : PutAt(a, a[0], a[1].list(), 0, a[2]);
}

// Positional calls choose by kind: a list of keys is a path.
Value Put(const Arguments& a) { return a[1].IsList() ? PutKeys(a) : PutKey(a); }

Value Merge(const Arguments& a) {
  Context merged;
  for (const Value& context : a[0].list()) {
    if (!context.IsContext()) return a.Error("只能合并上下文");
    for (const auto& [key, value] : context.context().entries()) merged.Set(key, value);
  }
  return Value::OfContext(std::move(merged));
}

Value PutNamedKey(const Arguments& a) { return a[1].IsString() ? PutKey(a) : a.Error("key 应为文字"); }

constexpr BuiltinRow kRows[] = {
    {"get value", "m:c, key:s", GetValue},
    {"get entries", "m:c", GetEntries},
    {"context", "entries:l", ContextOf},
    {"context put", "context:c, key:s, value:a", PutNamedKey},
    {"context put", "context:c, keys:l, value:a", Put},
    {"context merge", "contexts:l", Merge},
};

}  // namespace

std::span<const BuiltinRow> ContextBuiltins() { return kRows; }

}  // namespace gq::policy
