#!/usr/bin/env bash
# Installs what one part of the project needs, or lists what is missing.
#
#   scripts/setup.sh base       compiler, OpenCV, ONNX Runtime: build, demo, tournaments
#   scripts/setup.sh window     X11 headers, software GL, a display for tests: watch, test
#   scripts/setup.sh training   PyTorch: models, test
#   scripts/setup.sh browser    headless Chromium and axe-core: test
#   scripts/setup.sh monitoring Prometheus: test
#   scripts/setup.sh network    servers and clients that are not kumite's own: test
#   scripts/setup.sh --have SET exits 0 if nothing of the set is missing; changes nothing
#
# On Debian and Ubuntu it installs packages, as root or through sudo. On other systems it
# lists what is missing, if anything, and exits 2. The Makefile runs it once for each set
# and each version of this file.
set -euo pipefail
cd "$(dirname "$0")/.."

ort_version=1.30.0
ort_sha256_x64=ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23
ort_sha256_arm64=1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76
axe_version=4.14.1
axe_sha256=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
axe_script=.deps/axe-core/axe-$axe_version.min.js
grpcurl_version=1.9.4
ghz_version=0.120.0
node_client=agent/serve/testdata # package.json and its lock file
ort_library=.deps/onnxruntime/$ort_version/libonnxruntime.so.1

say() { echo "setup: $*" >&2; }
die() { say "$*"; exit 2; }

# own_opencv: the user has their own opencv4.pc on the PKG_CONFIG_PATH.
own_opencv() {
  local folder folders
  IFS=: read -ra folders <<<"${PKG_CONFIG_PATH:-}"
  for folder in "${folders[@]}"; do
    [[ $folder != "$PWD/.deps/pkgconfig" && -f $folder/opencv4.pc ]] && return 0
  done
  return 1
}

# have_library: the user set the runtime's library, or an earlier run fetched it. The
# Makefile sets the variable to the library that this script fetches.
have_library() { [[ ${KUMITE_ONNXRUNTIME:-} != "" && $KUMITE_ONNXRUNTIME != "$(pwd -P)/$ort_library" || -f $ort_library ]]; }

# have_browser: a browser that internal/browsertest finds. Keep the names like those there.
have_browser() {
  local name
  [[ -z ${KUMITE_BROWSER:-} ]] || return 0
  for name in chromium-headless-shell chromium google-chrome; do
    command -v "$name" >/dev/null && return 0
  done
  return 1
}

# have_nats: Debian's server is not on the PATH of every user.
have_nats() { PATH=$PATH:/usr/sbin command -v nats-server >/dev/null; }

# packages SET: the Debian packages of a set, one per line.
packages() {
  case $1 in
    base)
      printf '%s\n' g++ pkg-config
      own_opencv || printf 'libopencv-%s-dev\n' core imgproc imgcodecs videoio
      # npm fetches the package that contains ONNX Runtime; any version will do.
      have_library || command -v npm >/dev/null || echo npm ;;
    window)
      printf '%s\n' xvfb xauth libgl1 libgl1-mesa-dri libgl1-mesa-dev \
        libx11-dev libxrandr-dev libxinerama-dev libxcursor-dev libxi-dev libxxf86vm-dev libasound2-dev ;;
    training)
      printf '%s\n' python3-torch python3-numpy python3-onnx ;;
    monitoring)
      command -v prometheus >/dev/null && command -v promtool >/dev/null || echo prometheus ;;
    network)
      printf '%s\n' python3-grpcio python3-grpc-tools
      have_nats || echo nats-server
      command -v curl >/dev/null || echo curl
      command -v npm >/dev/null || echo npm ;; # with node
    browser)
      have_browser || echo chromium-headless-shell
      [[ -f $axe_script ]] || command -v npm >/dev/null || echo npm ;;
  esac
}

# missing_packages SET: the packages of a set that are not installed.
missing_packages() {
  local p
  for p in $(packages "$1"); do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null) == installed ]] || echo "$p"
  done
}

# missing_parts SET: what is missing on a system without apt.
missing_parts() {
  case $1 in
    base)
      command -v g++ >/dev/null || command -v clang++ >/dev/null || echo "a C++ compiler (g++ or clang++)"
      command -v pkg-config >/dev/null || echo "pkg-config"
      pkg-config --exists opencv4 2>/dev/null ||
        echo "OpenCV 4.6 or newer with its headers and opencv4.pc (core, imgproc, imgcodecs, videoio)"
      have_library || command -v npm >/dev/null || echo "npm, or ONNX Runtime $ort_version or newer with KUMITE_ONNXRUNTIME set to its shared library" ;;
    window)
      local h
      for h in X11/Xlib X11/extensions/Xrandr X11/extensions/Xinerama X11/Xcursor/Xcursor X11/extensions/XInput2 X11/extensions/xf86vmode GL/gl alsa/asoundlib; do
        echo "#include <$h.h>" | cc -E -include X11/Xlib.h -x c - >/dev/null 2>&1 || echo "the C header $h.h"
      done
      command -v xvfb-run >/dev/null || echo "xvfb-run (for tests)" ;;
    training)
      system_python >/dev/null || echo "a python3 with torch, numpy and onnx" ;;
    monitoring)
      command -v prometheus >/dev/null && command -v promtool >/dev/null || echo "prometheus and promtool" ;;
    network)
      have_nats || echo "nats-server"
      command -v curl >/dev/null || echo "curl"
      command -v npm >/dev/null || echo "npm, with node"
      python3 -c 'import grpc, grpc_tools' 2>/dev/null || echo "a python3 with grpcio and grpcio-tools" ;;
    browser)
      have_browser || echo "Chromium or Google Chrome, or KUMITE_BROWSER set to its program"
      [[ -f $axe_script ]] || command -v npm >/dev/null || echo "npm" ;;
  esac
}

# system_python prints a python3 that has the modules for training.
system_python() {
  local p
  for p in /usr/bin/python3 "$(command -v python3 || true)"; do
    [[ -x $p ]] && "$p" -c 'import torch, numpy, onnx' 2>/dev/null && { echo "$p"; return; }
  done
  return 1
}

# hint says what to do where a package does not exist.
hint() {
  [[ " $* " != *" chromium-headless-shell "* ]] || echo "; on Ubuntu, which has Chromium as a snap only, install Google Chrome or set KUMITE_BROWSER"
}

install_packages() {
  local sudo=()
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || die "these packages are missing: $*; as root: apt-get install --no-install-recommends $*"
    sudo=(sudo)
  fi
  say "installing $*"
  "${sudo[@]}" apt-get update -qq >&2 || die "apt-get update failed; fix the package sources and run it again"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >.deps/apt.log 2>&1 ||
    { tail -5 .deps/apt.log >&2; die "apt-get could not install: $*; the full output is in .deps/apt.log$(hint "$@")"; }
}

# write_pkgconfig makes an opencv4.pc with only the modules that are used. Debian's own
# needs every -dev package of OpenCV, with GTK and Qt, and links them all. Libraries are
# given by path, so that an OpenCV in /usr/local is not combined with Debian's headers, and
# linked only if the program needs them at its start (vision/cv/lazy_linux_amd64.c).
write_pkgconfig() {
  rm -rf .deps/pkgconfig .deps/opencv
  own_opencv && return
  local libraries include=/usr/include/opencv4
  libraries=/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || g++ -dumpmachine)
  local version
  version=$(awk '$2 ~ /^CV_VERSION_(MAJOR|MINOR|REVISION)$/ { v = v s $3; s = "." } END { print v }' $include/opencv2/core/version.hpp)
  mkdir -p .deps/pkgconfig .deps/opencv/opencv2
  # opencv2/opencv.hpp includes the headers of each module defined in this file.
  cat >.deps/opencv/opencv2/opencv_modules.hpp <<'END'
#define HAVE_OPENCV_CORE
#define HAVE_OPENCV_IMGPROC
#define HAVE_OPENCV_IMGCODECS
#define HAVE_OPENCV_VIDEOIO
END
  cat >.deps/pkgconfig/opencv4.pc <<END
Name: OpenCV
Description: the modules of OpenCV that kumite uses
Version: $version
Libs: -Wl,--as-needed$(printf " $libraries/libopencv_%s.so" videoio imgcodecs imgproc core)
Cflags: -I"\${pcfiledir}/../opencv" -I$include
END
}

fetch_library() {
  have_library && return
  local arch sha256 work
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) arch=x64 sha256=$ort_sha256_x64 ;;
    Linux-aarch64) arch=arm64 sha256=$ort_sha256_arm64 ;;
    *) die "this script has no ONNX Runtime for $(uname -s) on $(uname -m); install $ort_version or newer and set KUMITE_ONNXRUNTIME to its shared library" ;;
  esac
  work=$(mktemp -d .deps/npm.XXXXXX)
  say "fetching ONNX Runtime $ort_version (about 100 MB)"
  (cd "$work" && npm pack --silent "onnxruntime-node@$ort_version" >npm.log 2>&1) ||
    { tail -5 "$work/npm.log" >&2; rm -rf "$work"; die "npm could not fetch onnxruntime-node@$ort_version; check the network connection"; }
  local member=package/bin/napi-v6/linux/$arch/libonnxruntime.so.1
  tar -xzf "$work/onnxruntime-node-$ort_version.tgz" -C "$work" "$member"
  echo "$sha256  $work/$member" | sha256sum --check --status ||
    { rm -rf "$work"; die "the SHA-256 of the ONNX Runtime that npm fetched is not the expected one; nothing was installed"; }
  mkdir -p "$(dirname "$ort_library")"
  mv "$work/$member" "$ort_library"
  rm -rf "$work"
}

# fetch_axe fetches the accessibility checker that the tests of pages run.
fetch_axe() {
  [[ ! -f $axe_script ]] || return 0
  local work
  work=$(mktemp -d .deps/npm.XXXXXX)
  (cd "$work" && npm pack --silent "axe-core@$axe_version" >npm.log 2>&1) ||
    { tail -5 "$work/npm.log" >&2; rm -rf "$work"; die "npm could not fetch axe-core@$axe_version; check the network connection"; }
  echo "$axe_sha256  $work/axe-core-$axe_version.tgz" | sha256sum --check --status ||
    { rm -rf "$work"; die "the SHA-256 of the axe-core that npm fetched is not the expected one; nothing was installed"; }
  tar -xzf "$work/axe-core-$axe_version.tgz" -C "$work" package/axe.min.js
  mkdir -p "$(dirname "$axe_script")"
  mv "$work/package/axe.min.js" "$axe_script"
  rm -rf "$work"
}

# fetch_client builds a client for tests with its own dependencies, not those of go.mod.
fetch_client() {
  local name=$1 module=$2 version=v$3
  go version -m ".deps/bin/$name" 2>/dev/null | grep -qP "^\tmod\t$module\t$version\t" && return
  say "building $name $version"
  GOFLAGS='' GOBIN=$PWD/.deps/bin go install "$module/cmd/$name@$version" 2>.deps/go.log ||
    { tail -5 .deps/go.log >&2; die "go could not build $name $version; check the network connection"; }
}

# fetch_node_client fetches what the lock file of the tests' client in Node names.
fetch_node_client() {
  cmp -s $node_client/package-lock.json .deps/node/package-lock.json && return
  say "fetching gRPC for Node"
  rm -rf .deps/node
  local work
  work=$(mktemp -d .deps/node.XXXXXX)
  cp $node_client/package.json $node_client/package-lock.json "$work"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --silent >npm.log 2>&1) ||
    { tail -5 "$work/npm.log" >&2; rm -rf "$work"; die "npm could not fetch gRPC for Node; check the network connection"; }
  mv "$work" .deps/node
}

# name_python writes .deps/bin/python3, which runs the Python that has PyTorch: another
# python3 earlier on the PATH can hide the system's.
name_python() {
  local python
  python=$(system_python) || die "python3-torch, python3-numpy and python3-onnx are installed, but /usr/bin/python3 cannot import them"
  mkdir -p .deps/bin
  printf '#!/bin/sh\nexec %q "$@"\n' "$python" >.deps/bin/python3
  chmod +x .deps/bin/python3
}

# missing SET: the names of missing packages, or descriptions on a system without apt.
missing() {
  if command -v apt-get >/dev/null; then missing_packages "$1"; else missing_parts "$1"; fi
}

set=${1:-}
[[ $set == --have ]] && { [[ -z $(missing "${2:?want a set: base, window, training, monitoring, network or browser}") ]]; exit; }
case $set in base | window | training | monitoring | network | browser) ;; *) die "unknown set \"$set\"; want base, window, training, monitoring, network or browser" ;; esac

command -v go >/dev/null || die "Go is missing; install Go 1.26 or newer"
mkdir -p .deps
absent=$(missing "$set")
if [[ -n $absent ]]; then
  if command -v apt-get >/dev/null; then
    # shellcheck disable=SC2086 # one word for each package
    install_packages $absent
  else
    say "this system has no apt-get; install these by hand:"
    sed 's/^/  - /' <<<"$absent" >&2
    exit 2
  fi
fi
case $set in
  base)
    if command -v apt-get >/dev/null; then write_pkgconfig; fi
    fetch_library ;;
  training) name_python ;;
  network)
    fetch_client grpcurl github.com/fullstorydev/grpcurl $grpcurl_version
    fetch_client ghz github.com/bojand/ghz $ghz_version
    fetch_node_client ;;
  browser) fetch_axe ;;
esac
