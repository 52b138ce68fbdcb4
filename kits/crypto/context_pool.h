// Keeps contexts that are dear to set up (expanded keys) and lends each to one thread at a time; freed with the pool.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

namespace gq::crypto::internal {

template <typename T, void (*Free)(T*)>
class ContextPool {
 public:
  struct Deleter {
    void operator()(T* context) const { Free(context); }
  };
  using Owned = std::unique_ptr<T, Deleter>;

  class Loan {
   public:
    Loan(ContextPool* pool, Owned context) : pool_(pool), context_(std::move(context)) {}
    ~Loan() { pool_->Return(std::move(context_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    T* get() const { return context_.get(); }

   private:
    ContextPool* pool_;
    Owned context_;
  };

  // make(): builds a ready context when none is idle.
  template <typename Make>
  Loan Borrow(Make make) {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Owned context = std::move(idle_.back());
        idle_.pop_back();
        return Loan(this, std::move(context));
      }
    }
    return Loan(this, Owned(make()));
  }

 private:
  void Return(Owned context) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(context));
  }

  std::mutex mutex_;
  std::vector<Owned> idle_;
};

}  // namespace gq::crypto::internal
