// A post as a card to hand out: a sheet to print and a picture for chat groups (HN-24: the destination collects, the
// origin publishes). No personal data: nothing of any worker, and a note that holds long numbers is left away. No QR
// code: a code in a chat group is what people are warned of.
#pragma once

#include <string>

#include "base/result.h"
#include "kits/store/store.h"
#include "modules/posts/model.h"

namespace gq::offers {

struct JobCard {
  std::string title, wage, employer, place, people, requirements, benefits_text, note, contact, valid, as_of;
  std::vector<std::string> benefits;
};
JobCard CardOf(Store& store, const Post& post);
Result<std::string> CardPdf(const JobCard& card);
Result<std::string> CardPng(const JobCard& card);

}  // namespace gq::offers
