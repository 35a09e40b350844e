// Evaluates quickjs-bench.js in QuickJS, without its library for the operating system. The argument is the scale.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quickjs-bench.h" // the script, as a string: made by build.sh
#include "quickjs.h"

static JSValue print(JSContext *context, JSValueConst self, int argument_count, JSValueConst *arguments)
{
    (void)self;
    for (int index = 0; index < argument_count; index++)
    {
        const char *text = JS_ToCString(context, arguments[index]);
        if (text == NULL)
            return JS_EXCEPTION;
        printf(index == 0 ? "%s" : " %s", text);
        JS_FreeCString(context, text);
    }
    putchar('\n');
    return JS_UNDEFINED;
}

int main(int argument_count, char **arguments)
{
    JSRuntime *runtime = JS_NewRuntime();
    JSContext *context = JS_NewContext(runtime);
    JSValue global = JS_GetGlobalObject(context);
    JS_SetPropertyStr(context, global, "print", JS_NewCFunction(context, print, "print", 1));
    JS_SetPropertyStr(context, global, "scale", JS_NewInt32(context, argument_count > 1 ? atoi(arguments[1]) : 40));
    JS_FreeValue(context, global);

    int status = 0;
    JSValue result = JS_Eval(context, quickjs_bench_source, strlen(quickjs_bench_source), "quickjs-bench.js", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(result))
    {
        JSValue exception = JS_GetException(context);
        print(context, JS_UNDEFINED, 1, (JSValueConst *)&exception);
        JS_FreeValue(context, exception);
        status = 1;
    }
    JS_FreeValue(context, result);
    JS_FreeContext(context);
    JS_FreeRuntime(runtime);
    return status;
}
