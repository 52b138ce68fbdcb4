// Arrays of tens of megabytes that are looked into at random places: on large pages, where the system has them, so that
// a look costs one miss of the caches and none of the table of pages. Everywhere else they are vectors as usual.
//
// Thread-safety: as std::vector.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace gq {

template <typename T>
class BigAllocator {
 public:
  using value_type = T;
  BigAllocator() = default;
  template <typename U>
  BigAllocator(const BigAllocator<U>&) noexcept {}  // NOLINT(google-explicit-constructor): what an allocator must have

  T* allocate(std::size_t count) {
#ifdef __linux__
    if (const std::size_t bytes = RoundedUp(count); bytes != 0) {
      // Asked for with a page to spare and cut to a page's border.
      void* const all = mmap(nullptr, bytes + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (all == MAP_FAILED) throw std::bad_alloc();
      char* const begin = static_cast<char*>(all);
      const std::size_t lead = (kPage - reinterpret_cast<std::size_t>(all) % kPage) % kPage;
      if (lead > 0) munmap(begin, lead);
      munmap(begin + lead + bytes, kPage - lead);
      madvise(begin + lead, bytes, MADV_HUGEPAGE);  // a wish: small pages do as well
      return reinterpret_cast<T*>(begin + lead);
    }
#endif
    return std::allocator<T>().allocate(count);
  }

  void deallocate(T* at, std::size_t count) noexcept {
#ifdef __linux__
    if (const std::size_t bytes = RoundedUp(count); bytes != 0) {
      munmap(at, bytes);
      return;
    }
#endif
    std::allocator<T>().deallocate(at, count);
  }

  bool operator==(const BigAllocator&) const { return true; }

 private:
  static constexpr std::size_t kPage = std::size_t{2} << 20;
  // 0: too small to be worth it.
  static std::size_t RoundedUp(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    return bytes < 2 * kPage ? 0 : (bytes + kPage - 1) / kPage * kPage;
  }
};

template <typename T>
using BigArray = std::vector<T, BigAllocator<T>>;

}  // namespace gq
