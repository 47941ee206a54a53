#!/usr/bin/env bash
# Builds the fuzz targets into $OUT, each with its seeds, dictionary and options.
#
# The environment is OSS-Fuzz's: SRC, OUT, WORK, SANITIZER (address, or coverage for a build that
# counts regions), FUZZING_ENGINE (libfuzzer only). LIB_FUZZING_ENGINE is what the Swift driver
# links by -sanitize=fuzzer, so it is not used; there is no C++ for CXX and CXXFLAGS. FUZZ_TARGETS
# names the targets to build; without it, all are.
set -euo pipefail

: "${SRC:?the folder above the sources}" "${OUT:?where the targets go}" "${WORK:?a scratch folder}"
: "${SANITIZER:=address}" "${FUZZING_ENGINE:=libfuzzer}"
if [[ $FUZZING_ENGINE != libfuzzer ]]; then
    echo "build.sh: FUZZING_ENGINE is $FUZZING_ENGINE; only libfuzzer has a Swift front end" >&2
    exit 2
fi
read -ra targets <<<"${FUZZ_TARGETS:-requests replies framer json session}"

export SFTP_DOUBLE_FUZZERS=1
flags=(-c release --scratch-path "$WORK/$SANITIZER")
case $SANITIZER in
address)
    # One -sanitize with both: of two, the compiler keeps the last. --sanitize fuzzer makes SwiftPM
    # leave main alone.
    flags+=(--sanitize fuzzer -Xswiftc -sanitize=fuzzer,address
        -Xcc -fsanitize=fuzzer-no-link,address)
    ;;
coverage)
    flags+=(--sanitize fuzzer -Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping)
    ;;
*)
    echo "build.sh: SANITIZER is $SANITIZER; address and coverage are known" >&2
    exit 2
    ;;
esac
# gold warns about every symbol of the sanitizer.
flags+=(-Xswiftc -use-ld=lld)
# In the images there is no Swift at run time.
[[ -z ${BASE_OS_VERSION:-} ]] || flags+=(--static-swift-stdlib)
built=$WORK/$SANITIZER/release

# What base-runner, on which the targets run, has of itself, and what is put beside them, where
# their run path ($ORIGIN, SwiftPM's default) finds it.
base_libraries=(
    ld-linux-x86-64.so.2 libc.so.6 libdl.so.2 libgcc_s.so.1 libm.so.6 libpthread.so.0 libresolv.so.2
    librt.so.1 libstdc++.so.6
)
brought_libraries=(libcrypto.so.3)

# Puts beside a target what it needs, and fails at what no image has.
bring_libraries() { # file
    local name path
    while read -r name; do
        [[ " ${base_libraries[*]} " != *" $name "* ]] || continue
        if [[ " ${brought_libraries[*]} " != *" $name "* ]]; then
            echo "build.sh: ${1##*/} needs $name, which base-runner lacks" >&2
            exit 1
        fi
        [[ ! -e $OUT/$name ]] || continue
        path=$(ldd "$1" | awk -v name="$name" '$1 == name { print $3 }')
        install -m 644 "$path" "$OUT/$name"
        bring_libraries "$OUT/$name"
    done < <(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p')
}

mkdir -p "$OUT"
for target in "${targets[@]}"; do
    name=fuzz-$target
    swift build "${flags[@]}" --product "$name"
    install -m 755 "$built/$name" "$OUT/$name"
    if [[ -n ${BASE_OS_VERSION:-} ]]; then
        bring_libraries "$OUT/$name"
        if ! readelf -d "$OUT/$name" | grep -qE 'R(UN)?PATH.*[[::]\$ORIGIN[]:]'; then
            echo "build.sh: $name does not look for libraries beside itself" >&2
            exit 1
        fi
    fi
    if [[ $SANITIZER == address ]]; then
        # Flags that lost the sanitizer or the coverage would link and run all the same.
        symbols=$(nm "$built/$name")
        for symbol in __asan_report_load8 __sanitizer_cov_8bit_counters_init; do
            [[ $symbols == *"$symbol"* ]] || { echo "$name lacks $symbol" >&2 && exit 1; }
        done
    fi
done

# Seeds and dictionaries are made from the corpus by the product, which the fuzzers' flags do not
# concern: FUZZ_EXPORT is a folder with what `sftp-double fuzz export` wrote.
if [[ -z ${FUZZ_EXPORT:-} ]]; then
    FUZZ_EXPORT=$WORK/export
    rm -rf "$FUZZ_EXPORT"
    env -u SFTP_DOUBLE_FUZZERS swift run -c release --scratch-path "$WORK/product" sftp-double \
        fuzz export "$FUZZ_EXPORT"
fi
for target in "${targets[@]}"; do
    name=fuzz-$target
    # The one that is only measured has no seeds of its own.
    [[ -d $FUZZ_EXPORT/$name ]] || continue
    rm -f "$OUT/${name}_seed_corpus.zip"
    (cd "$FUZZ_EXPORT/$name" && zip -q -r - .) >"$OUT/${name}_seed_corpus.zip"
    cp "$FUZZ_EXPORT/$name.dict" "$FUZZ_EXPORT/$name.options" "$OUT/"
done
