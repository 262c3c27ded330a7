/* Arguments, environment, time, standard streams and the exit code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char line[200];
    for (int i = 1; i < argc; i++)
        printf("argument %d: \"%s\"\n", i, argv[i]);
    printf("COLOR=%s NONE=%s\n", getenv("COLOR"), getenv("NONE") == NULL ? "missing" : "there");
    int lines = 0, letters = 0;
    while (fgets(line, sizeof line, stdin) != NULL) {
        lines++;
        letters += strlen(line);
    }

    printf("%d lines, %d letters\n", lines, letters);
    time_t moment = 951782400;
    struct tm *date = gmtime(&moment);
    strftime(line, sizeof line, "%Y-%m-%d %H:%M:%S, day %j", date);
    puts(line);
    printf("%.0f\n", difftime(mktime(date) + 3600, moment));
    struct timespec before, after, pause = { 0, 1000000 };
    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&pause, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long long elapsed = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
    printf("slept %d, date is %d\n", elapsed >= 1000000, time(NULL) > 900000000);
    fprintf(stderr, "an error\n");
    fflush(stdout);
    write(1, "unbuffered\n", 11);
    exit(argc + 40);
}
