#include "kits/http/router.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace gq::http {
namespace {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  std::size_t at = 1;  // after the leading slash
  while (at <= path.size()) {
    const auto end = std::min(path.find('/', at), path.size());
    segments.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return segments;
}

bool IsParameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

[[noreturn]] void Refuse(const Route& route, const char* reason) {
  throw std::logic_error("route " + route.method + " " + route.path + ": " + reason);
}

void CheckRoute(const Route& route) {
  static constexpr std::array<std::string_view, 5> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  if (std::find(kMethods.begin(), kMethods.end(), route.method) == kMethods.end()) Refuse(route, "unknown method");
  if (route.path.empty() || route.path[0] != '/') Refuse(route, "path must begin with a slash");
  if (route.permission.empty()) Refuse(route, "no permission named; say \"public\" if it is meant");
  if (!route.handler) Refuse(route, "no handler");
  if (route.upload && route.inline_handler) Refuse(route, "an upload needs a worker");
  for (const auto segment : Segments(route.path)) {
    if (!IsParameter(segment) && segment.find_first_of("{}") != std::string_view::npos) {
      Refuse(route, "a parameter must be a whole segment");
    }
  }
}

}  // namespace

Status CheckQuery(const Route& route, const std::vector<std::pair<std::string, std::string>>& query) {
  const auto& known = route.query;
  for (const auto& [name, value] : query) {
    if (std::any_of(known.begin(), known.end(), [&name = name](const auto& one) { return one.name == name; })) continue;
    std::string names;
    constexpr std::size_t kNamesShown = 12;
    for (std::size_t i = 0; i < known.size() && i < kNamesShown; ++i)
      names += (i == 0 ? "可用的参数：" : "、") + known[i].name;
    if (known.size() > kNamesShown) names += " 等";
    Error error{&kBadInput, "不认识的参数：" + name, names.empty() ? "这个网址不带参数" : names, {}};
    return Fail(std::move(error.With("field", name)));
  }
  return Ok();
}

void Router::Add(Route given) {
  CheckRoute(given);
  Step* step = &root_;
  for (const auto segment : Segments(given.path)) {
    auto& next = IsParameter(segment) ? step->any : step->fixed[std::string(segment)];
    if (!next) next = std::make_unique<Step>();
    step = next.get();
  }
  if (step->by_method.count(given.method) != 0) Refuse(given, "exists already");
  routes_.push_back(std::move(given));
  step->by_method[routes_.back().method] = &routes_.back();
}

void Router::Add(std::vector<Route> routes) {
  for (auto& route : routes) Add(std::move(route));
}

void Router::Describe(std::vector<Shape> shapes) {
  for (auto& shape : shapes) {
    for (const auto& known : shapes_) {
      if (known.name == shape.name) throw std::logic_error("shape " + shape.name + ": described twice");
    }
    shapes_.push_back(std::move(shape));
  }
}

const Router::Step* Router::Walk(const Step* step, const std::vector<std::string_view>& segments, std::size_t at,
                                 std::vector<std::string_view>* values) {
  if (at == segments.size()) return step->by_method.empty() ? nullptr : step;
  if (const auto fixed = step->fixed.find(segments[at]); fixed != step->fixed.end()) {
    if (const Step* found = Walk(fixed->second.get(), segments, at + 1, values)) return found;
  }
  if (!step->any || segments[at].empty()) return nullptr;
  values->push_back(segments[at]);
  if (const Step* found = Walk(step->any.get(), segments, at + 1, values)) return found;
  values->pop_back();
  return nullptr;
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  Match match;
  if (path.empty() || path[0] != '/') return match;
  std::vector<std::string_view> values;
  const Step* step = Walk(&root_, Segments(path), 0, &values);
  if (step == nullptr) return match;
  auto found = step->by_method.find(method);
  if (found == step->by_method.end() && method == "HEAD") found = step->by_method.find("GET");
  if (found == step->by_method.end()) {
    for (const auto& [name, route] : step->by_method) match.allowed += (match.allowed.empty() ? "" : ", ") + name;
    return match;
  }
  match.route = found->second;
  std::size_t next = 0;
  for (const auto segment : Segments(match.route->path)) {
    if (IsParameter(segment)) match.params.emplace_back(segment.substr(1, segment.size() - 2), values[next++]);
  }
  return match;
}

}  // namespace gq::http
