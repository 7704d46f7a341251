// OpenCV's modules for images and video need 220 further libraries. The program is linked
// without them, which halves the time that it takes to start: the functions that gocv calls
// are defined here and jump to those of the module, which kumite_load_video loads. Functions
// that are not listed are linked as usual, and then the linker keeps the library.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The functions of videoio.cpp and imgcodecs.cpp of gocv, with their number.
#define FUNCTIONS(X) \
    X(0, "_ZN2cv11VideoWriter4openERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEiidNS_5Size_IiEEb") \
    X(1, "_ZN2cv11VideoWriter4openERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEiidRKNS_5Size_IiEERKSt6vectorIiSaIiEE") \
    X(2, "_ZN2cv11VideoWriter6fourccEcccc") \
    X(3, "_ZN2cv11VideoWriterC1Ev") \
    X(4, "_ZN2cv12VideoCaptureC1Ev") \
    X(5, "_ZN2cv16videoio_registry10hasBackendENS_16VideoCaptureAPIsE") \
    X(6, "_ZN2cv16videoio_registry11getBackendsEv") \
    X(7, "_ZN2cv16videoio_registry14getBackendNameB5cxx11ENS_16VideoCaptureAPIsE") \
    X(8, "_ZN2cv16videoio_registry16isBackendBuiltInENS_16VideoCaptureAPIsE") \
    X(9, "_ZN2cv16videoio_registry17getCameraBackendsEv") \
    X(10, "_ZN2cv16videoio_registry17getStreamBackendsEv") \
    X(11, "_ZN2cv16videoio_registry17getWriterBackendsEv") \
    X(12, "_ZN2cv16videoio_registry29getCameraBackendPluginVersionB5cxx11ENS_16VideoCaptureAPIsERiS2_") \
    X(13, "_ZN2cv16videoio_registry29getStreamBackendPluginVersionB5cxx11ENS_16VideoCaptureAPIsERiS2_") \
    X(14, "_ZN2cv16videoio_registry29getWriterBackendPluginVersionB5cxx11ENS_16VideoCaptureAPIsERiS2_") \
    X(15, "_ZN2cv11imreadmultiERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERSt6vectorINS_3MatESaIS9_EEi") \
    X(16, "_ZN2cv11imreadmultiERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERSt6vectorINS_3MatESaIS9_EEiii") \
    X(17, "_ZN2cv6imreadERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEi") \
    X(18, "_ZN2cv7imwriteERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKNS_11_InputArrayERKSt6vectorIiSaIiEE") \
    X(19, "_ZN2cv8imdecodeERKNS_11_InputArrayEi") \
    X(20, "_ZN2cv8imdecodeERKNS_11_InputArrayEiPNS_3MatE") \
    X(21, "_ZN2cv8imencodeERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKNS_11_InputArrayERSt6vectorIhSaIhEERKSB_IiSaIiEE")

// kumite_video_target holds the modules' functions. A call before they are loaded, or of one
// that this OpenCV lacks, ends the program; package cv, the only user of gocv, loads first.
static void not_loaded(void) {
    fputs("kumite: a function of OpenCV's video module is not loaded\n", stderr);
    abort();
}
#define TARGET(n, name) not_loaded,
__attribute__((visibility("hidden"), used)) void (*kumite_video_target[])(void) = {FUNCTIONS(TARGET)};

// The functions themselves are visible in this program only, so that the modules keep theirs.
#define JUMP(n, name) \
    __asm__(".text\n.globl " name "\n.hidden " name "\n.type " name ", @function\n" name \
            ": endbr64\n jmp *kumite_video_target+8*" #n "(%rip)\n");
FUNCTIONS(JUMP)

#define NAME(n, name) name,
static const char *const names[] = {FUNCTIONS(NAME)};

// core finds the path of the module that the program has loaded.
static int core(struct dl_phdr_info *info, size_t size, void *path) {
    (void)size;
    if (!strstr(info->dlpi_name, "libopencv_core.") || strlen(info->dlpi_name) + 4 > 4096) return 0;
    strcpy(path, info->dlpi_name);
    return 1;
}

// kumite_load_video loads the video module that belongs to the core module. It returns NULL,
// or why that failed. It must not be called concurrently.
const char *kumite_load_video(void) {
    static char found[4096], path[4096];
    if (!dl_iterate_phdr(core, found)) return "libopencv_core is not loaded";
    char *module = strstr(found, "libopencv_core.");
    *module = 0;
    snprintf(path, sizeof path, "%slibopencv_videoio.%s", found, module + strlen("libopencv_core."));
    void *video = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (!video) return dlerror();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void (*f)(void) = (void (*)(void))dlsym(video, names[i]);
        if (f) kumite_video_target[i] = f;
    }
    return NULL;
}
