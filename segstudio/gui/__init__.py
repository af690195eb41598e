"""The window. Qt lives here and nowhere else; never imports torch."""

from segstudio.gui.singletons import keep_singletons

keep_singletons()
