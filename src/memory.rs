//! The allocator, and the only unsafe code.

#![expect(unsafe_code, reason = "an allocator cannot be had otherwise")]

use libmimalloc_sys::{
    mi_free, mi_malloc, mi_malloc_aligned, mi_option_get, mi_option_set, mi_realloc, mi_realloc_aligned, mi_zalloc,
    mi_zalloc_aligned,
};
use std::alloc::{GlobalAlloc, Layout};

#[global_allocator]
static ALLOCATOR: Mimalloc = Mimalloc;

/// mimalloc, asked for an alignment only where it does not give it anyway: for each request that names one it looks for a
/// block that has it, and where none is at hand takes a larger one.
struct Mimalloc;

/// What `malloc` aligns every block to.
const ALIGNED: usize = align_of::<usize>();

// SAFETY: blocks are as large as is asked for; those of functions that take no alignment are aligned as those of `malloc`;
// `mi_free` takes the blocks of all of them, and so does `mi_realloc`.
unsafe impl GlobalAlloc for Mimalloc {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        let block = unsafe { if align <= ALIGNED { mi_malloc(size) } else { mi_malloc_aligned(size, align) } };
        block.cast()
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        let block = unsafe { if align <= ALIGNED { mi_zalloc(size) } else { mi_zalloc_aligned(size, align) } };
        block.cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        unsafe { mi_free(block.cast()) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (block, align) = (block.cast(), layout.align());
        let block =
            unsafe { if align <= ALIGNED { mi_realloc(block, size) } else { mi_realloc_aligned(block, size, align) } };
        block.cast()
    }
}

/// Gives pages that are free back to the system sooner than mimalloc does: each stage frees much of what the one before it took,
/// and the whole run may be over within a second. What the user set in `MIMALLOC_PURGE_DELAY` holds.
pub fn give_back_soon() {
    use std::ffi::{c_int, c_long};
    /// `mi_option_purge_delay` of `mimalloc.h`, in milliseconds: what it is by default, and here.
    const PURGE_DELAY: (c_int, c_long, c_long) = (15, 10, 2);
    /// `mi_option_arena_purge_mult`: by how much that is multiplied for large stretches.
    const ARENA_PURGE_MULT: (c_int, c_long) = (24, 1);
    // SAFETY: both take any number that the header lists.
    unsafe {
        if mi_option_get(PURGE_DELAY.0) == PURGE_DELAY.1 {
            mi_option_set(PURGE_DELAY.0, PURGE_DELAY.2);
            mi_option_set(ARENA_PURGE_MULT.0, ARENA_PURGE_MULT.1);
        }
    }
}
