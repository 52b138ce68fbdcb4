// Whether a post is still offered. Its last day (有效期止) ends that by itself: nobody has to close it, and a later
// last day opens it again. So the state that is kept is what somebody decided (draft, open, withdrawn), and the state
// of a day is found from both, here and nowhere else: what is shown, filtered, counted, matched and confirmed goes by
// it. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "modules/posts/model.h"

namespace gq::posts {

inline constexpr std::string_view kOpen = "open", kExpired = "expired", kDraft = "draft";  // of codes/post_state.csv

inline bool IsOver(const Post& post, Date day) { return post.valid_to && *post.valid_to < day; }

// The state on `day`: an open post is expired from the day after its last.
inline std::string_view StateOn(const Post& post, Date day) {
  return post.state == kOpen && IsOver(post, day) ? kExpired : std::string_view(post.state);
}
inline bool IsOpen(const Post& post, Date day) { return StateOn(post, day) == kOpen; }

// StateOn as SQL, of the table's alias.
inline std::string StateSql(std::string_view alias, Date day) {
  const std::string a(alias);
  return "(CASE WHEN " + a + ".state = 'open' AND " + a + ".valid_to < " + std::to_string(day.ToYmdInt()) +
         " THEN 'expired' ELSE " + a + ".state END)";
}
// Whether the post of the alias is open; `day`: an expression, as ?3.
inline std::string OpenSql(std::string_view alias, std::string_view day) {
  const std::string a(alias);
  return "(" + a + ".state = 'open' AND (" + a + ".valid_to IS NULL OR " + a + ".valid_to >= " + std::string(day) +
         "))";
}
inline std::string OpenSql(std::string_view alias, Date day) { return OpenSql(alias, std::to_string(day.ToYmdInt())); }

}  // namespace gq::posts
