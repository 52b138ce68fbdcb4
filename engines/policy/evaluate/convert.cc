// Types: conformance, `instance of`, and the implicit conversions to a typeRef (DMN 1.5, 10.3.2.9).
#include <algorithm>

#include "engines/policy/evaluate/machine.h"
#include "engines/policy/evaluate/model.h"

namespace gq::policy {

TypePtr ResolveType(const TypePtr& type) {
  // A chain longer than this can only be a circle.
  constexpr int kReferencesMax = 64;
  TypePtr at = type;
  for (int i = 0; at && at->kind == TypeKind::kReference && i < kReferencesMax; ++i) at = at->target.lock();
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
  if (type == nullptr || type->kind == TypeKind::kAny || value.IsNull()) return true;
  if (!CountSteps(1)) return false;
  bool fits = false;
  switch (type->kind) {
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
  const std::string name = type->name.empty() ? std::string() : " " + type->name;
  return Error((what.empty() ? std::string("值") : std::string(what)) + "不符合类型" + name + "或不在允许的取值之内");
}

}  // namespace gq::policy
