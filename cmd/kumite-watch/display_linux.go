package main

/*
#cgo LDFLAGS: -lX11
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// From Xlib, which is linked with the window anyway.
typedef struct _XDisplay Display;
extern int (*XSetIOErrorHandler(int (*handler)(Display *)))(Display *);
extern Display *XOpenDisplay(const char *name);
extern int XCloseDisplay(Display *display);

static void say(const char *what) {
	if (write(2, what, strlen(what)) < 0) _exit(2);
}

static const char *display;

static void leave(const char *what) {
	say("kumite watch: no display: ");
	say(what);
	if (display && *display) {
		say(" at DISPLAY=");
		for (const char *c = display; *c && c < display + 200; c++) {
			char plain[2] = {*c < ' ' || *c == 127 ? '?' : *c, 0};
			say(plain);
		}
	}
	say("; run it on a desktop, or under xvfb-run for a virtual display\n");
	_exit(2);
}

// errors is the process's stderr while Xlib, which prints its own errors, opens the
// display.
static int errors = -1;

// lost is called by Xlib when the server is gone; Xlib then ends the program with a
// message that does not say what that means.
static int lost(Display *opened) {
	(void)opened;
	if (errors >= 0) {
		dup2(errors, 2);
		leave("the X server closes the connection");
	}
	say("kumite watch: the display is gone: the X server has closed the connection; the match under way is lost\n");
	_exit(2);
}

static void silent(int signal) {
	(void)signal;
	if (errors >= 0) dup2(errors, 2);
	leave("the X server does not answer within 10 seconds");
}

// need_display runs before Go's own init functions, because Ebiten panics in one of
// them if it cannot open the display.
__attribute__((constructor)) static void need_display(void) {
	XSetIOErrorHandler(lost);
	display = getenv("DISPLAY");
	if (!display || !*display) leave("DISPLAY is not set");
	errors = dup(2);
	int nowhere = open("/dev/null", O_WRONLY);
	if (errors >= 0 && nowhere >= 0) dup2(nowhere, 2);
	signal(SIGALRM, silent);
	alarm(10);
	Display *opened = XOpenDisplay(display);
	alarm(0);
	signal(SIGALRM, SIG_DFL);
	if (opened) XCloseDisplay(opened);
	if (errors >= 0) {
		dup2(errors, 2);
		close(errors);
		errors = -1;
	}
	if (nowhere >= 0) close(nowhere);
	if (!opened) leave("no X server answers, or it refuses this user,");
}
*/
import "C"
