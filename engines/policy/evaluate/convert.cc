// Types: conformance, `instance of`, and the implicit conversions to a typeRef (DMN 1.5, 10.3.2.9).
#include <algorithm>

#include "base/text.h"
#include "engines/policy/evaluate/machine.h"
#include "engines/policy/evaluate/model.h"

namespace gq::policy {

TypePtr ResolveType(const TypePtr& type) {
  TypePtr at = type;
  for (std::size_t i = 0; at && at->kind == TypeKind::kReference && i <= kTypeReferencesMax; ++i)
    at = at->target.lock();
  return at;
}

TypePtr ResultType(const TypePtr& type) {
  const TypePtr shape = ResolveType(type);
  return shape && shape->kind == TypeKind::kFunction ? shape->result : type;
}

namespace {

bool SimpleKindFits(const Value& value, TypeKind kind) {
  switch (kind) {
    case TypeKind::kNull:
      return value.IsNull();
    case TypeKind::kBoolean:
      return value.IsBoolean();
    case TypeKind::kNumber:
      return value.IsNumber();
    case TypeKind::kString:
      return value.IsString();
    case TypeKind::kDate:
      return value.IsDate();
    case TypeKind::kTime:
      return value.kind() == Kind::kTime;
    case TypeKind::kDateTime:
      return value.kind() == Kind::kDateTime;
    case TypeKind::kDayTimeDuration:
      return value.kind() == Kind::kDayTimeDuration;
    case TypeKind::kYearMonthDuration:
      return value.kind() == Kind::kYearMonthDuration;
    default:
      return false;
  }
}

// The kinds of types stand in the order of the kinds of values, behind "any".
std::string_view TypeKindName(TypeKind kind) {
  static_assert(static_cast<int>(TypeKind::kNull) == static_cast<int>(Kind::kNull) + 1 &&
                static_cast<int>(TypeKind::kFunction) == static_cast<int>(Kind::kFunction) + 1);
  return KindName(static_cast<Kind>(static_cast<int>(kind) - 1));
}

// A value in a message: as it is when it is short, else its beginning.
std::string Shown(const Value& value) {
  constexpr std::size_t kShownMax = 60;
  if (value.Weight() > kShownMax * 10) return std::string(KindName(value.kind()));
  const std::string text = value.ToText();
  const std::string_view start = CutText(text, kShownMax);
  return std::string(start) + (start.size() < text.size() ? "…" : "");
}

bool SameShape(const Type& a, const Type& b) {
  return a.kind == TypeKind::kAny || b.kind == TypeKind::kAny || a.kind == b.kind;
}

// What is known about a function without calling it: the number and the declared types of its parameters, and its
// result's type where it is declared or a literal (10.3.2.9.1: parameters and result must fit the type asked for).
bool FunctionFits(const Value& value, const Type& type, Machine& machine) {
  if (!value.IsFunction()) return false;
  const Function& function = value.function();
  if (type.result == nullptr || function.kind == Function::Kind::kBuiltin) return true;
  const Expr* definition =
      function.kind == Function::Kind::kElement ? function.element->expression.get() : function.definition.get();
  const std::vector<Binding>* parameters = definition != nullptr ? &definition->bindings : nullptr;
  if (function.kind == Function::Kind::kElement && function.element->kind == ElementKind::kService)
    parameters = &function.element->parameters;
  if (parameters == nullptr || parameters->size() != type.members.size()) return false;
  for (std::size_t i = 0; i < parameters->size(); ++i) {
    const TypePtr declared = ResolveType((*parameters)[i].type), wanted = ResolveType(type.members[i].second);
    if (declared && wanted && !SameShape(*declared, *wanted)) return false;
  }
  const TypePtr wanted = ResolveType(type.result);
  TypePtr declared = definition != nullptr ? ResolveType(definition->type) : nullptr;
  if (!declared && function.kind == Function::Kind::kElement) declared = ResolveType(function.element->type);
  if (declared && declared->kind == TypeKind::kFunction) declared = ResolveType(declared->result);
  if (declared && wanted && !SameShape(*declared, *wanted)) return false;
  const bool literal =
      definition != nullptr && !definition->children.empty() && definition->children[0]->kind == ExprKind::kLiteral;
  return !literal || !wanted || machine.Conforms(definition->children[0]->literal, wanted.get(), false);
}

}  // namespace

bool Machine::Conforms(const Value& value, const Type* type, bool with_allowed) {
  if (type == nullptr || value.IsNull()) return true;
  if (!CountSteps(1)) return false;
  bool fits = type->kind == TypeKind::kAny;
  switch (type->kind) {
    case TypeKind::kAny:
      break;
    case TypeKind::kReference: {
      if (depth_ >= kDepthMax) return false;
      const TypePtr target = type->target.lock();
      ++depth_;
      fits = Conforms(value, target.get(), with_allowed);
      --depth_;
      break;
    }
    case TypeKind::kList:
      fits = value.IsList() && std::all_of(value.list().begin(), value.list().end(), [&](const Value& e) {
               return Conforms(e, type->element.get(), with_allowed);
             });
      break;
    case TypeKind::kContext:
      fits = value.IsContext() && std::all_of(type->members.begin(), type->members.end(), [&](const auto& member) {
               const Value* entry = value.context().Find(member.first);
               return entry != nullptr && Conforms(*entry, member.second.get(), with_allowed);
             });
      break;
    case TypeKind::kRange:
      fits = value.IsRange() && Conforms(value.range().start, type->element.get(), with_allowed) &&
             Conforms(value.range().end, type->element.get(), with_allowed);
      break;
    case TypeKind::kFunction:
      fits = FunctionFits(value, *type, *this);
      break;
    default:
      fits = SimpleKindFits(value, type->kind);
      break;
  }
  if (!fits || !with_allowed || type->allowed == nullptr) return fits;
  return Passes(*type->allowed, value, nullptr).value_or(false);
}

// Where a value that does not conform to the type goes wrong, and how: "人员.合同[2].开始应为日期，却是文字".
std::string Machine::Misfit(const Value& value, const Type* type, const std::string& path) {
  constexpr std::size_t kPathMax = 400;
  if (path.size() > kPathMax) return path + " …… 不符";
  if (type->kind == TypeKind::kReference) {
    const TypePtr target = type->target.lock();
    if (!target) return path + " 的类型没有定义";
    if (!Conforms(value, target.get(), true)) return Misfit(value, target.get(), path);
  } else if (type->kind == TypeKind::kList && value.IsList()) {
    for (std::size_t i = 0; i < value.list().size(); ++i) {
      if (!Conforms(value.list()[i], type->element.get(), true))
        return Misfit(value.list()[i], type->element.get(), path + "[" + std::to_string(i + 1) + "]");
    }
  } else if (type->kind == TypeKind::kContext && value.IsContext()) {
    for (const auto& [name, member] : type->members) {
      const Value* entry = value.context().Find(name);
      if (entry == nullptr) return path + "." + name + " 没有给出";
      if (!Conforms(*entry, member.get(), true)) return Misfit(*entry, member.get(), path + "." + name);
    }
  } else if (type->kind == TypeKind::kRange && value.IsRange()) {
    for (const auto& [end, name] : {std::pair{&value.range().start, "起点"}, {&value.range().end, "终点"}}) {
      if (!Conforms(*end, type->element.get(), true)) return Misfit(*end, type->element.get(), path + " 的" + name);
    }
  }
  if (Conforms(value, type, false)) return path + " 的值 " + Shown(value) + " 不在允许的取值之内";
  if (value.IsFunction() && type->kind == TypeKind::kFunction) return path + " 是参数或结果不符的函数";
  return path + " 应为" + std::string(TypeKindName(type->kind)) + "，却是" + std::string(KindName(value.kind()));
}

bool Machine::IsInstance(const Value& value, const Type* type) {
  if (type == nullptr) return false;
  if (value.IsNull()) return type->kind == TypeKind::kNull;
  return Conforms(value, type, false);
}

Value Machine::Convert(const Value& value, const TypePtr& type, std::string_view what) {
  if (stopped_ || !type || value.IsNull()) return value;
  if (Conforms(value, type.get(), true)) return value;
  const TypePtr shape = ResolveType(type);
  if (shape) {
    if (value.IsList() && value.list().size() == 1 && shape->kind != TypeKind::kList &&
        Conforms(value.list().front(), type.get(), true))
      return value.list().front();
    if (!value.IsList() && shape->kind == TypeKind::kList) {
      Value list = Value::OfList({value});
      if (Conforms(list, type.get(), true)) return list;
    }
    if (value.IsDate() && shape->kind == TypeKind::kDateTime) {
      DateTime midnight{value.date(), {}};
      midnight.time.zone.kind = ZoneKind::kOffset;
      Value converted = Value::OfDateTime(midnight);
      if (Conforms(converted, type.get(), true)) return converted;
    }
  }
  if (stopped_) return {};
  const std::string misfit = Misfit(value, type.get(), what.empty() ? std::string("值") : std::string(what));
  const std::string name = type->name.empty() ? std::string() : "，不符合类型 " + type->name;
  return Error(misfit + name);
}

}  // namespace gq::policy
