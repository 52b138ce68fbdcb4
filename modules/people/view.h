// The person file as JSON for the console; cut by visibility (D7) and masked by level.
#pragma once

#include <string>

#include "modules/api/context.h"
#include "modules/people/service.h"

namespace gq::people {

// One row of a list: fields of the person that the reader may see, age, names of places, masked ID number.
void WriteRow(json::Writer& out, api::Context& context, const Scope& scope, const Person& person,
              std::string_view id_number, const std::vector<Spell>* spells = nullptr);
std::string FileJson(api::Context& context, const Scope& scope, const PersonFile& file);
std::string TimelineJson(Store& store, const std::vector<TimelineRow>& rows);

}  // namespace gq::people
