// Reads a text that was freed: what watches memory must tell.
#include <codegate.h>
#include <stdio.h>

int main(void) {
    codegate_text *text = NULL;
    if (codegate_json_quote("plain", 5, &text, NULL) != CODEGATE_OK) return 3;
    const char *data = codegate_text_data(text);
    codegate_text_free(text);
    printf("%c\n", data[0]);
    return 0;
}
