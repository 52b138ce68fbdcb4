// Jobs on both databases: steps run once, failures and crashes resume, cancels stop, leases keep two workers apart.
#include "modules/jobs/jobs.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "kits/db/test_support.h"
#include "modules/schema/schema.h"

namespace gq::jobs {
namespace {

using namespace std::chrono_literals;

class JobsTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override {
    RegisterAllRecordTypes();
    static int n = 0;
    const auto key = db::testing::TemporaryFolder() / ("job-keys" + std::to_string(n++)) / "k.key";
    auto opened = Store::Open({.url = db::testing::FreshUrl(GetParam()), .key_path = key.string(), .create = true},
                              AllMigrations());
    ASSERT_TRUE(opened) << opened.error().ToString();
    store_ = std::move(*opened);
    jobs_ = MakeJobs();
  }
  void TearDown() override {
    jobs_.reset();
    store_.reset();
  }
  std::unique_ptr<Jobs> MakeJobs() {
    return std::make_unique<Jobs>(*store_, [](const std::string& actor) -> Result<Scope> {
      if (actor == "gone") return Fail(kNotFound, "账号已停用");
      return Scope::System(actor);
    });
  }
  Uuid Submit(const std::string& key, bool restart = false, const std::string& kind = "work") {
    const auto id =
        jobs_->Submit(system_, {.kind = kind, .key = key, .params = "{\"who\":\"某人\"}", .restart = restart});
    EXPECT_TRUE(id) << (id ? "" : id.error().ToString());
    return *id;
  }
  JobView View(const Uuid& id) {
    const auto view = jobs_->Get(system_, id);
    EXPECT_TRUE(view) << (view ? "" : view.error().ToString());
    return *view;
  }
  bool Eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 400; ++i) {
      if (holds()) return true;
      std::this_thread::sleep_for(25ms);
    }
    return false;
  }
  void Execute(const std::string& sql, std::initializer_list<db::Param> params = {}) {
    const auto lease = *MaintenanceAccess(*store_).database().Write();
    const auto done = lease->Execute(sql, params);
    ASSERT_TRUE(done) << done.error().ToString();
  }
  std::int64_t Attempts() {
    const auto lease = *MaintenanceAccess(*store_).database().Read();
    return *lease->QueryInt("SELECT max(attempt) FROM job");
  }

  const Scope system_ = Scope::System("test");
  std::unique_ptr<Store> store_;
  std::unique_ptr<Jobs> jobs_;
};

TEST_P(JobsTest, StepsRunInOrderAndTheirNotesStay) {
  std::vector<std::string> ran;
  jobs_->Register("work", [&](JobRun& run) -> Status {
    EXPECT_EQ(run.params(), "{\"who\":\"某人\"}");
    for (const std::string name : {"one", "two", "three"}) {
      const auto note = TRY(run.Step(name, name, [&](JobStep& step) -> Result<std::string> {
        step.Total(10);
        step.Advance(7);
        ran.push_back(name);
        return "{\"of\":\"" + name + "\"}";
      }));
      EXPECT_EQ(note, "{\"of\":\"" + name + "\"}");
    }
    run.SetResult("{\"ok\":true}");
    return Ok();
  });
  const Uuid id = Submit("a");
  EXPECT_EQ(View(id).state, "queued");
  const auto done = jobs_->RunHere(id, system_);
  ASSERT_TRUE(done) << done.error().ToString();
  EXPECT_EQ(ran, (std::vector<std::string>{"one", "two", "three"}));
  const auto view = View(id);
  EXPECT_EQ(view.state, "done");
  EXPECT_EQ(view.result, "{\"ok\":true}");
  ASSERT_EQ(view.steps.size(), 3U);
  EXPECT_EQ(view.steps[1].name, "two");
  EXPECT_EQ(view.steps[1].done, 7);
  EXPECT_EQ(view.steps[1].total, 10);
  EXPECT_EQ(view.steps[2].note, "{\"of\":\"three\"}");
  // Names are sealed in the table.
  const auto lease = *MaintenanceAccess(*store_).database().Read();
  EXPECT_TRUE(lease->ForEach("SELECT params FROM job", {}, [&](const db::Row& row) {
    EXPECT_EQ(std::string(row.Text(0)).find("某人"), std::string::npos);
    return Ok();
  }));
}

TEST_P(JobsTest, SameKeyIsTheSameJobAndADoneJobIsNotRunAgain) {
  int runs = 0;
  jobs_->Register("work", [&](JobRun& run) -> Status {
    ++runs;
    TRY(run.Step("one", "一", [](JobStep&) -> Result<std::string> { return std::string("{}"); }));
    return Ok();
  });
  const Uuid id = Submit("same");
  EXPECT_EQ(Submit("same"), id);
  EXPECT_NE(Submit("other"), id);
  ASSERT_TRUE(jobs_->RunHere(id, system_));
  EXPECT_EQ(Submit("same"), id);
  ASSERT_TRUE(jobs_->RunHere(id, system_));
  EXPECT_EQ(runs, 1);
  const Uuid again = Submit("same", true);
  EXPECT_NE(again, id);
  EXPECT_EQ(jobs_->Get(system_, id).error().kind, &kNotFound);
  EXPECT_TRUE(View(again).steps.empty());
  ASSERT_TRUE(jobs_->RunHere(again, system_));
  EXPECT_EQ(runs, 2);
}

TEST_P(JobsTest, AFailureResumesAtTheStepThatDidNotEnd) {
  std::map<std::string, int> ran;
  bool broken = true;
  jobs_->Register("work", [&](JobRun& run) -> Status {
    for (const std::string name : {"one", "two", "three"}) {
      const auto note = TRY(run.Step(name, name, [&](JobStep&) -> Result<std::string> {
        ++ran[name];
        if (broken && name == "two") return Fail(kIo, "磁盘满了", "请腾出空间");
        return "{\"n\":" + std::to_string(ran[name]) + "}";
      }));
      if (name == "one") {
        EXPECT_EQ(note, "{\"n\":1}");
      }
    }
    return Ok();
  });
  const Uuid id = Submit("a");
  EXPECT_EQ(jobs_->RunHere(id, system_).error().kind, &kIo);
  EXPECT_EQ(View(id).state, "failed");
  EXPECT_EQ(View(id).message, "磁盘满了");
  EXPECT_EQ(View(id).steps.size(), 1U);
  broken = false;
  jobs_ = [&] {  // another process
    auto other = MakeJobs();
    other->Register("work", [&](JobRun& run) -> Status {
      for (const std::string name : {"one", "two", "three"}) {
        TRY(run.Step(name, name, [&](JobStep&) -> Result<std::string> {
          ++ran[name];
          return std::string("{}");
        }));
      }
      return Ok();
    });
    return other;
  }();
  EXPECT_EQ(Submit("a"), id);
  EXPECT_EQ(View(id).state, "queued");
  ASSERT_TRUE(jobs_->RunHere(id, system_));
  EXPECT_EQ(View(id).state, "done");
  EXPECT_EQ(View(id).message, "");
  EXPECT_EQ(ran["one"], 1);
  EXPECT_EQ(ran["two"], 2);
  EXPECT_EQ(ran["three"], 1);
  EXPECT_EQ(Attempts(), 2);
}

TEST_P(JobsTest, AnExceptionFailsTheJobAndNotTheProgram) {
  jobs_->Register("work", [](JobRun&) -> Status { throw std::runtime_error("boom"); });
  const Uuid id = Submit("a");
  EXPECT_EQ(jobs_->RunHere(id, system_).error().kind, &kInternal);
  EXPECT_EQ(View(id).state, "failed");
  EXPECT_EQ(jobs_->Submit(system_, {.kind = "unknown", .key = "x", .params = "{}"}).error().kind, &kBadRequest);
}

TEST_P(JobsTest, CancelStopsARunningJobAndItCanGoOn) {
  std::atomic<int> first{0};
  std::atomic<bool> patient{true}, started{false};
  jobs_->Register("work", [&](JobRun& run) -> Status {
    TRY(run.Step("one", "一", [&](JobStep&) -> Result<std::string> {
      ++first;
      return std::string("{}");
    }));
    TRY(run.Step("two", "二", [&](JobStep& step) -> Result<std::string> {
      started = true;
      while (patient && !step.Cancelled()) std::this_thread::sleep_for(5ms);
      if (step.Cancelled()) return Fail(kCancelled, "已停止");
      return std::string("{}");
    }));
    return Ok();
  });
  const Uuid id = Submit("a");
  std::thread runner([&] { EXPECT_EQ(jobs_->RunHere(id, system_).error().kind, &kCancelled); });
  ASSERT_TRUE(Eventually([&] { return started.load(); }));
  EXPECT_EQ(View(id).state, "running");
  EXPECT_EQ(View(id).steps.size(), 2U);
  ASSERT_TRUE(jobs_->Cancel(system_, id));
  runner.join();
  EXPECT_EQ(View(id).state, "cancelled");
  patient = false;
  EXPECT_EQ(Submit("a"), id);
  ASSERT_TRUE(jobs_->RunHere(id, system_));
  EXPECT_EQ(View(id).state, "done");
  EXPECT_EQ(first, 1);
}

TEST_P(JobsTest, AQueuedJobThatWasCancelledIsNotRun) {
  std::atomic<int> runs{0};
  jobs_->Register("work", [&](JobRun&) -> Status {
    ++runs;
    return Ok();
  });
  const Uuid cancelled = Submit("a");
  ASSERT_TRUE(jobs_->Cancel(system_, cancelled));
  EXPECT_EQ(View(cancelled).state, "cancelled");
  const Uuid other = Submit("b");
  jobs_->Start(1);
  ASSERT_TRUE(Eventually([&] { return View(other).state == "done"; }));
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(View(cancelled).state, "cancelled");
}

// A crash leaves a job marked as running; whoever comes after its lease takes it over, nobody before.
TEST_P(JobsTest, ALeaseKeepsOthersAwayUntilItRunsOut) {
  std::atomic<int> runs{0};
  jobs_->Register("work", [&](JobRun&) -> Status {
    ++runs;
    return Ok();
  });
  const Uuid id = Submit("a");
  Execute("UPDATE job SET state = 'running', attempt = 1, lease_until = ?1",
          {store_->Now().microseconds() + 3'600'000'000});
  jobs_->Start(2);
  std::this_thread::sleep_for(700ms);
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(View(id).state, "running");
  Execute("UPDATE job SET lease_until = ?1", {store_->Now().microseconds() - 1});
  ASSERT_TRUE(Eventually([&] { return View(id).state == "done"; }));
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(Attempts(), 2);
}

TEST_P(JobsTest, RunHereWaitsForTheLeaseOfADeadProcess) {
  jobs_->Register("work", [](JobRun&) -> Status { return Ok(); });
  const Uuid id = Submit("a");
  const auto until = store_->Now().microseconds() + 600'000;
  Execute("UPDATE job SET state = 'running', attempt = 1, lease_until = ?1", {until});
  ASSERT_TRUE(jobs_->RunHere(id, system_));
  EXPECT_GE(store_->Now().microseconds(), until);
  EXPECT_EQ(View(id).state, "done");
}

TEST_P(JobsTest, ManyWorkersRunEachJobOnce) {
  std::mutex mutex;
  std::map<std::string, int> runs;
  const auto work = [&](JobRun& run) -> Status {
    {
      const std::lock_guard lock(mutex);
      ++runs[run.id().ToString()];
    }
    std::this_thread::sleep_for(3ms);
    return Ok();
  };
  jobs_->Register("work", work);
  std::vector<Uuid> ids;
  ids.reserve(12);
  for (int i = 0; i < 12; ++i) ids.push_back(Submit("job" + std::to_string(i)));
  // On PostgreSQL a second process works beside the first; a SQLite file has one owner.
  std::unique_ptr<Jobs> second;
  if (GetParam() == db::Dialect::kPostgres) {
    second = MakeJobs();
    second->Register("work", work);
    second->Start(2);
  }
  jobs_->Start(2);
  ASSERT_TRUE(Eventually(
      [&] { return std::all_of(ids.begin(), ids.end(), [&](const Uuid& id) { return View(id).state == "done"; }); }));
  second.reset();
  jobs_->Stop();
  EXPECT_EQ(runs.size(), ids.size());
  for (const auto& [id, n] : runs) EXPECT_EQ(n, 1) << id;
}

TEST_P(JobsTest, AJobIsSeenByItsUnitOnly) {
  jobs_->Register("work", [](JobRun&) -> Status { return Ok(); });
  Scope mine = Scope::Nobody("mine"), other = Scope::Nobody("other");
  mine.account_id = 1, mine.unit_id = 7, mine.units = {7};
  other.account_id = 2, other.unit_id = 8, other.units = {8};
  const Uuid id = *jobs_->Submit(mine, {.kind = "work", .key = "a", .params = "{}"});
  EXPECT_TRUE(jobs_->Get(mine, id));
  EXPECT_EQ(jobs_->Get(other, id).error().kind, &kNotFound);
  EXPECT_EQ(jobs_->Cancel(other, id).error().kind, &kNotFound);
  EXPECT_EQ(jobs_->ListJobs(mine, "", 10)->size(), 1U);
  EXPECT_EQ(jobs_->ListJobs(other, "", 10)->size(), 0U);
  EXPECT_EQ(View(id).state, "queued");
}

TEST_P(JobsTest, AnAccountThatIsGoneFailsItsJobs) {
  jobs_->Register("work", [](JobRun&) -> Status { return Ok(); });
  Scope gone = Scope::Nobody("gone");
  gone.account_id = 5;
  const Uuid id = *jobs_->Submit(gone, {.kind = "work", .key = "a", .params = "{}"});
  jobs_->Start(1);
  ASSERT_TRUE(Eventually([&] { return View(id).state == "failed"; }));
  EXPECT_EQ(View(id).message, "账号已停用");
}

// The same key with other params is other work: what failed begins anew with them, what has ended well is not passed
// off as the answer.
TEST_P(JobsTest, OtherParamsAreNeverAnsweredWithTheOldWork) {
  bool fail = true;
  std::vector<std::string> seen;
  jobs_->Register("work", [&](JobRun& run) -> Status {
    TRY(run.Step("read", "read", [&](JobStep&) -> Result<std::string> {
      seen.push_back(run.params());
      return std::string("{}");
    }));
    return fail ? Status(Fail(kBadInput, "文件坏了")) : Ok();
  });
  const auto submit = [&](const char* params, const char* hint, bool restart = false) {
    return jobs_->Submit(system_, {.kind = "work",
                                   .key = "month",
                                   .params = params,
                                   .restart = restart,
                                   .work_of = [](const std::string& all) { return all.substr(0, all.find('|')); },
                                   .redo_hint = hint});
  };
  const auto first = submit("broken|1 thread", "再办");
  ASSERT_TRUE(first);
  EXPECT_FALSE(jobs_->RunHere(*first, system_));
  fail = false;
  const auto second = submit("whole|1 thread", "再办");
  ASSERT_TRUE(second);
  EXPECT_TRUE(jobs_->RunHere(*second, system_));
  EXPECT_EQ(seen, (std::vector<std::string>{"broken|1 thread",
                                            "whole|1 thread"}));  // the step of the old file does not count
  EXPECT_EQ(*submit("whole|8 threads", "再办"), *second);         // the same work
  const auto other = submit("other|1 thread", "再办");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, &kJobDiffers);
  EXPECT_EQ(other.error().hint, "再办");
  EXPECT_EQ(*submit("other|1 thread", ""), *second);  // some work is done once whatever is said
  const auto anew = submit("other|1 thread", "再办", true);
  ASSERT_TRUE(anew);
  const auto waiting = submit("third|1 thread", "再办");
  ASSERT_FALSE(waiting);
  EXPECT_EQ(waiting.error().kind, &kBusy);
}

INSTANTIATE_TEST_SUITE_P(Databases, JobsTest, db::testing::BothDialects(), db::testing::DialectName);

}  // namespace
}  // namespace gq::jobs
