#include "kits/store/list_page.h"

namespace gq {

void BeginPage(json::Writer& out) {
  out.BeginObject();
  out.Key("rows");
  out.BeginArray();
}

void EndPage(json::Writer& out, const Store& store, std::int64_t page, std::int64_t size) {
  out.EndArray();
  out.Member("page", page);
  out.Member("size", size);
  out.Member("as_of", store.Now().ToIso());
  out.EndObject();
}

}  // namespace gq
