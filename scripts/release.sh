#!/usr/bin/env bash
# Makes build/dist/kumite-VERSION-OS-ARCH.tar.gz: kumite, kumite-nats, kumite-watch, kumite-history and kumite-web with ONNX Runtime,
# the models, documentation and licences, for machines without Go. Then tests it: unpacks the
# archive elsewhere and plays a tournament there. Run by make dist, which sets the build flags.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "release: $*" >&2; }
die() { say "$*"; exit 1; }

programs=(kumite kumite-nats kumite-watch kumite-history)
version=$(git describe --tags --always --dirty)
name=kumite-$version-$(go env GOOS)-$(go env GOARCH)
dist=$PWD/build/dist
library=${KUMITE_ONNXRUNTIME:-$(ls .deps/onnxruntime/*/libonnxruntime.so.1 2>/dev/null | tail -n 1 || true)}
[[ -f $library ]] || die "found no ONNX Runtime to pack; run make setup, or set KUMITE_ONNXRUNTIME"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stage=$work/pack/$name
mkdir -p "$stage" "$dist"

# needed PROGRAM prints the shared libraries that it links, except those of every C++ program,
# and OpenCV's video module, which it loads when it opens a video.
needed() {
  readelf -d "$stage/$1" | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' |
    grep -vE '^(libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+|ld-linux.*)\.so' |
    sed -E 's/^libopencv_core\.(.*)/&\nlibopencv_videoio.\1/' | sort -u
}

# packages PROGRAM prints the Debian packages of these libraries, as far as dpkg knows them.
packages() {
  local library path
  for library in $(needed "$1"); do
    path=$(ldd "$stage/$1" | awk -v l="$library" '$1 == l { print $3 } $1 ~ /^libopencv_core\./ { core = $3 }
      END { if (l ~ /^libopencv_videoio\./) { sub("[^/]*$", l, core); print core } }' | head -n 1)
    dpkg-query -S "$(realpath "$path")" 2>/dev/null | cut -d: -f1 || echo "(the package of $library)"
  done | sort -u | paste -sd ' '
}

build() {
  local program lost cli=github.com/kumite/kumite/cmd/internal/cli
  for program in "${programs[@]}"; do
    go build -trimpath -ldflags "-X $cli.version=$version -X $cli.commit=$(git rev-parse HEAD) -X $cli.date=$(git log -1 --format=%cI)" \
      -o "$stage/$program" "./cmd/$program"
    lost=$(ldd "$stage/$program" | grep 'not found' || true)
    [[ -z $lost ]] || die "$program: libraries are missing on this machine:"$'\n'"$lost"
  done
  scripts/build.sh kumite-web
  cp -r bin/kumite-web "$stage/"
}

# copy copies tracked files and ONNX Runtime.
copy() {
  git ls-files -z -- README.md CHANGELOG.md LICENSE deploy docs models ':!models/train' ':!models/*.go' | tar -c --null -T - | tar -x -C "$stage"
  cp "$(realpath "$library")" "$stage/libonnxruntime.so.1" # internal/installed looks beside the program first
  chmod 755 "$stage/libonnxruntime.so.1"
}

# licences copies the licences of everything that is linked into the programs or packed with them.
licences() {
  local path version dir file
  while read -r path version dir; do
    mkdir -p "$stage/licences/$path@$version"
    for file in "$dir"/*; do
      case $(basename "${file,,}") in
        licen[cs]e* | copying* | notice*) cp -r "$file" "$stage/licences/$path@$version/" ;;
      esac
    done
    if rmdir "$stage/licences/$path@$version" 2>/dev/null; then die "$path: found no licence file"; fi
  done < <(go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' \
    "${programs[@]/#/./cmd/}" | sort -u)
  mkdir -p "$stage/licences/go"
  cp "$(go env GOROOT)/LICENSE" "$stage/licences/go/"
  mkdir -p "$stage/licences/onnxruntime"
  cat >"$stage/licences/onnxruntime/LICENSE" <<'END'
MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

The notices of what ONNX Runtime itself contains are in ThirdPartyNotices.txt of its repository,
https://github.com/microsoft/onnxruntime, at the tag of its version; kumite doctor prints the version.
END
}

install_text() {
  local system='an unknown system' libraries elsewhere=''
  if [[ -r /etc/os-release ]]; then system=$(. /etc/os-release && echo "$PRETTY_NAME"); fi
  libraries=$({ needed kumite; needed kumite-watch; } | sort -u | sed 's/^/    /')
  # Ubuntu renamed these packages when it made times 64 bits wide; the libraries are the same.
  [[ $libraries != *.so.406* ]] || elsewhere='On Ubuntu 24.04 the names of these packages end in t64 (libopencv-core406t64). '
  cat >"$stage/INSTALL" <<END
kumite $version

Nothing needs to be built or configured. The programs use the system's OpenCV; ONNX Runtime is included.
They were linked on $system against

$libraries

The names contain OpenCV's version. A system with another version needs an archive made there.

1. Install the libraries. On the system above, for kumite:

    sudo apt-get install --no-install-recommends $(packages kumite)

   ${elsewhere}For the window also
   (libgl1-mesa-dri renders without a graphics card):

    sudo apt-get install --no-install-recommends libx11-6 libxcursor1 libxext6 libxi6 libxinerama1 libxrandr2 libxrender1 libxxf86vm1 libgl1 libgl1-mesa-dri libasound2

   On Ubuntu 24.04 and Debian 13 the last one is named libasound2t64.

2. Check, in this folder:

    ./kumite doctor

3. Play:

    ./kumite tournament --pairs 20 models/pro-ce.onnx script:pro
    ./kumite watch models/pro-ce.onnx script:pro

If a library is missing, the program names it on start; "ldd ./kumite | grep 'not found'" lists all of them.
KUMITE_ONNXRUNTIME=/path/to/libonnxruntime.so uses another ONNX Runtime, 1.30 or newer.
README.md describes the commands, docs/ the formats and methods. licences/ holds the licences of included software.
END
}

# pack writes the archive with sorted names and the commit's time, so that the same commit
# and tools give the same bytes.
pack() {
  tar -C "$work/pack" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" -c "$name" |
    gzip -n -9 >"$dist/$name.tar.gz.partial"
  mv "$dist/$name.tar.gz.partial" "$dist/$name.tar.gz"
  (cd "$dist" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
}

# try unpacks the archive outside the tree and uses it as a new user would.
try() {
  local there=$work/try said
  mkdir "$there"
  tar -xzf "$dist/$name.tar.gz" -C "$there"
  said=$(cd / && env -i "$there/$name/kumite" doctor) || die "the unpacked kumite doctor failed:"$'\n'"$said"
  grep -qF "from $there/$name/libonnxruntime.so.1" <<<"$said" || die "the unpacked kumite does not use the included ONNX Runtime:"$'\n'"$said"
  said=$(cd / && env -i "$there/$name/kumite" tournament --pairs 2 --seed 1 models/pro-ce.onnx script:pro 2>&1) ||
    die "the unpacked kumite could not play a tournament:"$'\n'"$said"
  said=$(cd "$there/$name" && ./kumite tournament --pairs 1 --match-seconds 5 --out run script:pro script:dummy 2>&1 &&
    ./kumite report --out report.html run 2>&1 && grep -c 'id="data-player"' report.html) ||
    die "the unpacked kumite could not write a report with replays:"$'\n'"$said"
  said=$("$there/$name/kumite" --version)
  [[ $said == *"$version"* ]] || die "the unpacked kumite --version says \"$said\"; want $version"
}

build
copy
licences
install_text
pack
try
say "$dist/$name.tar.gz, $(du -h "$dist/$name.tar.gz" | cut -f1)"
