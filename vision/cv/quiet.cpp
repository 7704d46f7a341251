#include <cstdlib>
#include <opencv2/core/utils/logger.hpp>

// kumite_quiet keeps OpenCV and the FFmpeg inside it from writing to stderr.
// OpenCV reads FFmpeg's level from the environment alone, when the first video
// is opened; -8 is AV_LOG_QUIET. A level that the user set stays.
extern "C" void kumite_quiet(void) {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
#ifndef _WIN32
    setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
#endif
}
