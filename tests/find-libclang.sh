#!/bin/sh
# Prints the folder that holds libclang, or nothing.
if [ -n "${LIBCLANG_PATH:-}" ]; then echo "$LIBCLANG_PATH"; exit 0; fi
for dir in /usr/lib/llvm-*/lib /usr/lib64 /usr/lib/x86_64-linux-gnu /usr/lib/aarch64-linux-gnu /opt/homebrew/opt/llvm/lib /usr/local/opt/llvm/lib; do
    for file in "$dir"/libclang.so "$dir"/libclang-*.so* "$dir"/libclang.so.* "$dir"/libclang.dylib; do
        if [ -e "$file" ]; then echo "$dir"; exit 0; fi
    done
done
