// Claims of the small world: for each person one in every state that a route needs, with evidence, notice, objection
// and payment.
#pragma once

#include <map>
#include <string>

#include "kits/store/store.h"
#include "modules/people/model.h"

namespace gq::scopes {

class ClaimsWorld {
 public:
  ClaimsWorld(Store& store, std::string folder) : store_(store), folder_(std::move(folder)) {}
  // What the variables {claim}, {reviewed_claim} ... stand for when this person is meant. `destination`: as the place
  // of work handles them (ADR 11).
  std::map<std::string, std::string> Add(const Person& person, bool destination = false);
  // As Add() left everything.
  void PutBack(db::Connection& connection);

 private:
  Uuid AddClaim(const Person& person, const std::string& event, const std::string& state);
  Uuid AddNotice(const Person& person, const Uuid& claim, const std::string& profile);
  Uuid AddObjection(const Person& person, const Uuid& claim);
  Uuid AddBatch(const Person& person, const Uuid* claim);

  Store& store_;
  std::string folder_;
  bool destination_ = false;
  int next_ = 0;
};

}  // namespace gq::scopes
