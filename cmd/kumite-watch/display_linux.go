package main

/*
#cgo LDFLAGS: -lX11
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// From Xlib, which is linked with the window anyway.
typedef struct _XDisplay Display;
extern int (*XSetIOErrorHandler(int (*handler)(Display *)))(Display *);

// lost is called by Xlib when the server is gone; Xlib then ends the program with
// a message that does not say what that means.
static int lost(Display *display) {
	(void)display;
	static const char say[] = "kumite watch: the display is gone: the X server has closed the connection; the match under way is lost\n";
	if (write(2, say, sizeof say - 1) < 0) _exit(2);
	_exit(2);
}

// answers says whether an X server listens on a Unix socket of that name; an
// abstract one begins with a zero byte.
static int answers(const char *name, int abstract) {
	struct sockaddr_un a;
	memset(&a, 0, sizeof a);
	a.sun_family = AF_UNIX;
	snprintf(a.sun_path + abstract, sizeof a.sun_path - abstract, "%s", name);
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	if (s < 0) return 1; // unknown
	socklen_t n = offsetof(struct sockaddr_un, sun_path) + abstract + strlen(name) + !abstract;
	int ok = connect(s, (struct sockaddr *)&a, n) == 0;
	close(s);
	return ok;
}

static void leave(const char *what, const char *display) {
	fprintf(stderr, "kumite watch: no display: %s%s; run it on a desktop, or under xvfb-run for a virtual display\n", what, display);
	_exit(2);
}

// need_display runs before Go's own init functions, because Ebiten panics in
// one of them when there is no display.
__attribute__((constructor)) static void need_display(void) {
	XSetIOErrorHandler(lost);
	const char *display = getenv("DISPLAY");
	if (!display || !*display) leave("DISPLAY is not set", "");
	const char *colon = strchr(display, ':');
	if (!colon || (colon != display && strncmp(display, "unix:", 5) != 0)) return; // a remote one
	char socket_name[100];
	snprintf(socket_name, sizeof socket_name, "/tmp/.X11-unix/X%d", atoi(colon + 1));
	if (!answers(socket_name, 0) && !answers(socket_name, 1)) leave("nothing answers at DISPLAY=", display);
}
*/
import "C"
