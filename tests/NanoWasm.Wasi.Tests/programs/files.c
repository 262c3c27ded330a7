/* Files and directories: writes, reads, seeks, renames, lists, removes. The argument is the folder to work in. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path)
{
    char *names[64];
    int count = 0;
    DIR *directory = opendir(path);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        names[count++] = strdup(entry->d_name);
    closedir(directory);
    qsort(names, count, sizeof *names, compare);
    for (int i = 0; i < count; i++)
        printf("%s%s", names[i], i == count - 1 ? "\n" : " ");
}

int main(int argc, char **argv)
{
    char line[100];
    struct stat status;
    if (argc != 2 || chdir(argv[1]) != 0) {
        perror("chdir");
        return 1;
    }

    FILE *file = fopen("text.txt", "w");
    for (int i = 0; i < 1000; i++)
        fprintf(file, "line %d: %.3f\n", i, i / 7.0);
    fclose(file);

    file = fopen("text.txt", "r+");
    for (int i = 0; fgets(line, sizeof line, file) != NULL; i++)
        if (i % 250 == 0)
            fputs(line, stdout);
    printf("ends at %ld, eof %d, error %d\n", ftell(file), feof(file) != 0, ferror(file));
    fseek(file, 5, SEEK_SET);
    fputs("ZERO", file);
    rewind(file);
    fgets(line, sizeof line, file);
    fputs(line, stdout);
    fclose(file);

    file = fopen("text.txt", "a");
    fputs("the end\n", file);
    fclose(file);
    stat("text.txt", &status);
    printf("%lld bytes, regular %d\n", (long long)status.st_size, S_ISREG(status.st_mode) != 0);
    printf("mkdir %d, again %d (%s)\n", mkdir("folder", 0777), mkdir("folder", 0777), strerror(errno));
    printf("rename %d\n", rename("text.txt", "folder/moved.txt"));
    printf("open %d (%s)\n", open("text.txt", O_RDONLY), strerror(errno));
    printf("symlink %d\n", symlink("folder/moved.txt", "link"));
    line[readlink("link", line, sizeof line)] = 0;
    printf("-> %s\n", line);
    printf("lstat %d, link %d; stat %d, regular %d\n", lstat("link", &status), S_ISLNK(status.st_mode) != 0, stat("link", &status), S_ISREG(status.st_mode) != 0);
    list(".");
    list("folder");

    int descriptor = open("link", O_RDWR);
    pwrite(descriptor, "12345", 5, 100);
    pread(descriptor, line, 9, 98);
    printf("%.9s\n", line);
    printf("truncate %d\n", ftruncate(descriptor, 10));
    printf("%lld\n", (long long)lseek(descriptor, 0, SEEK_END));
    close(descriptor);
    printf("rmdir %d (%s)\n", rmdir("folder"), strerror(errno));
    printf("unlink %d %d, rmdir %d\n", unlink("folder/moved.txt"), unlink("link"), rmdir("folder"));
    list(".");
    return 0;
}
