#include <algorithm>

#include "modules/api/context.h"

namespace gq::api {

namespace {

// "people.write|spells.write": one of them is enough; the service says what each may do.
bool MayAny(const Scope& scope, std::string_view permissions) {
  while (!permissions.empty()) {
    const auto end = std::min(permissions.find('|'), permissions.size());
    if (scope.May(permissions.substr(0, end))) return true;
    permissions.remove_prefix(std::min(end + 1, permissions.size()));
  }
  return false;
}

}  // namespace

Result<std::shared_ptr<const http::Principal>> Guard(Context& context, const http::Route& route,
                                                     const http::Request& request) {
  const auto token = request.Cookie(kSessionCookie);
  if (token.empty()) return Fail(kUnauthenticated, "请先登录");
  auto signed_in = TRY(context.sessions->Resume(context.store, token));
  const org::Session& session = signed_in->session;
  if (session.account.password_due.value_or(false) && route.path != "/api/session" &&
      route.path != "/api/session/password") {
    return Fail(org::kPasswordDue, "您用的是一次性密码，请先改密码", "在“修改密码”里设自己的密码");
  }
  if (route.permission != http::kSignedIn && !MayAny(session.scope, route.permission)) {
    return Fail(kForbidden, "您的角色不能做这件事", "需要时请本单位管理员调整授权");
  }
  return std::shared_ptr<const http::Principal>(std::move(signed_in));
}

Result<Uuid> IdParam(const http::Request& request, std::string_view name) {
  const auto id = Uuid::Parse(request.Param(name));
  if (!id) return Fail(kNotFound, "链接里的编号不对", "请从列表里重新打开");
  return *id;
}

void AddAllRoutes(http::Router& router, Context& context) {
  AddOrgRoutes(router, context);
  AddAdministrationRoutes(router, context);
  AddMetaRoutes(router, context);
  AddPeopleRoutes(router, context);
  AddPersonWriteRoutes(router, context);
  AddRecordRoutes(router, context);
  AddJobRoutes(router, context);
  AddImportRoutes(router, context);
  AddSourcesRoutes(router, context);
  AddMonthRoutes(router, context);
  AddHomeRoutes(router, context);
  AddRequestRoutes(router, context);
  AddOfferRoutes(router, context);
  AddClaimRoutes(router, context);
  AddWhatIfRoutes(router, context);
  AddRuleDraftRoutes(router, context);
  AddPaymentRoutes(router, context);
  AddAuditRoutes(router, context);
}

}  // namespace gq::api
