namespace Lanner;
