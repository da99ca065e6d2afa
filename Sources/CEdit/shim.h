/* libedit sets its options through functions with variable arguments, which Swift cannot call. Each wrapper below
   is one such call with its arguments spelled out. */
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* Takes the language of letters from the environment, or UTF-8 where that names none. */
static inline void edit_use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static inline EditLine *edit_open(const char *program, int draws_on_error_stream) {
  return el_init(program, stdin, draws_on_error_stream ? stderr : stdout, stderr);
}

static inline void edit_set_data(EditLine *edit, void *data) { el_set(edit, EL_CLIENTDATA, data); }

static inline void *edit_data(EditLine *edit) {
  void *data = NULL;
  el_get(edit, EL_CLIENTDATA, &data);
  return data;
}

static inline void edit_set_prompt(EditLine *edit, char *(*prompt)(EditLine *)) {
  el_set(edit, EL_PROMPT, prompt);
}

static inline void edit_set_keys(EditLine *edit, const char *name) { el_set(edit, EL_EDITOR, name); }

static inline void edit_set_reader(EditLine *edit, int (*reader)(EditLine *, wchar_t *)) {
  el_set(edit, EL_GETCFN, reader);
}

static inline void edit_set_history(EditLine *edit, History *list) { el_set(edit, EL_HIST, history, list); }

static inline void edit_add_function(
    EditLine *edit, const char *name, const char *help, unsigned char (*function)(EditLine *, int)) {
  el_set(edit, EL_ADDFN, name, help, function);
}

static inline void edit_bind(EditLine *edit, const char *key, const char *function) {
  el_set(edit, EL_BIND, key, function, NULL);
}

static inline void edit_refresh(EditLine *edit) { el_set(edit, EL_REFRESH); }

static inline void history_limit(History *list, int entries) {
  HistEvent event;
  history(list, &event, H_SETSIZE, entries);
  history(list, &event, H_SETUNIQUE, 1);
}

static inline void history_append(History *list, const char *line) {
  HistEvent event;
  history(list, &event, H_ENTER, line);
}

/* The variables that a program started from here is given; Swift does not let a global of C be read. */
static inline char **process_environment(void) {
  extern char **environ;
  return environ;
}
