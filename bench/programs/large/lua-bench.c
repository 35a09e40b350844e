// Runs lua-bench.lua in Lua. Opens only the libraries that need nothing of the system; the argument is the scale.
#include <stdio.h>
#include <stdlib.h>

#include "lua-bench.h" // the script, as a string: made by build.sh
#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

static void open_library(lua_State *state, const char *name, lua_CFunction open)
{
    luaL_requiref(state, name, open, 1);
    lua_pop(state, 1);
}

int main(int argument_count, char **arguments)
{
    lua_State *state = luaL_newstate();
    if (state == NULL)
        return 1;
    open_library(state, LUA_GNAME, luaopen_base);
    open_library(state, LUA_TABLIBNAME, luaopen_table);
    open_library(state, LUA_STRLIBNAME, luaopen_string);
    open_library(state, LUA_MATHLIBNAME, luaopen_math);
    open_library(state, LUA_UTF8LIBNAME, luaopen_utf8);

    lua_pushinteger(state, argument_count > 1 ? atoi(arguments[1]) : 35);
    lua_setglobal(state, "scale");
    // There is no setjmp below, so an error would end here only natively; build.sh says more.
    if (luaL_dostring(state, lua_bench_source) != LUA_OK)
    {
        printf("error: %s\n", lua_tostring(state, -1));
        return 1;
    }
    lua_close(state);
    return 0;
}
